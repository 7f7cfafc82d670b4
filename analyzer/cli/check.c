/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/check_tree.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/previous.h"
#include "cli/target.h"
#include "livepatch/source/source.h"
#include "report/report.h"

/* One --format: how to write the report, and where to. */
typedef struct kv_destination {
	const kv_report_format *format;
	const char *path; /* NULL: standard output */
} kv_destination;

/* A parsed command line. */
typedef struct kv_check_command {
	kv_kernel_choice choice;
	char **formats;
	char **kdir;	 /* NULL, or one string */
	char **previous; /* livepatches that are loaded before; may be NULL */
	char *fail_on, *color, *changed_since;
	gboolean require_complete;
	GArray *destinations; /* (element-type kv_destination) */
	int fail_level;	      /* lowest kv_level that counts; above all of them for "never" */
} kv_check_command;

static void check_command_clear(kv_check_command *command)
{
	kv_kernel_choice_clear(&command->choice);
	g_strfreev(command->formats);
	g_strfreev(command->kdir);
	g_strfreev(command->previous);
	g_free(command->fail_on);
	g_free(command->color);
	g_free(command->changed_since);
	g_clear_pointer(&command->destinations, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_check_command, check_command_clear)

/* Continuous integration systems set CI; there, what was not checked must not pass. */
static gboolean in_ci(void)
{
	const char *ci = g_getenv("CI");

	return ci && ci[0] && g_ascii_strcasecmp(ci, "false") != 0 && strcmp(ci, "0") != 0;
}

static const char description[] =
	"A FORMAT is text or json; json:FILE writes it to FILE. Findings below the --fail-on\n"
	"LEVEL (error, warning, note or never; default error) do not change the exit status.\n"
	"\n"
	"Exit status:\n"
	"  0  every check complete, no finding at or above LEVEL\n"
	"  1  findings at or above LEVEL\n"
	"  2  wrong usage, a kernel that is not found, a file that is no livepatch\n"
	"  3  an input that is damaged or cannot be read, and with --require-complete anything\n"
	"     that could not be checked\n"
	"  4  a bug in klpvet\n"
	"When several apply, the first of 4, 2, 1, 3 is taken. The report is always written.\n";

static gboolean parse_level(const char *name, int *level, GError **error)
{
	for (int i = KV_NOTE; i <= KV_ERROR_LEVEL; i++) {
		if (strcmp(name, kv_level_name((kv_level)i)) == 0) {
			*level = i;
			return TRUE;
		}
	}
	if (strcmp(name, "never") == 0) {
		*level = KV_ERROR_LEVEL + 1;
		return TRUE;
	}
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "--fail-on: '%s' is none of error, warning, note, never", name);
	return FALSE;
}

static gboolean parse_format(const char *text, kv_destination *destination, GError **error)
{
	const char *colon = strchr(text, ':');
	g_autofree char *name = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text);

	destination->format = kv_report_format_find(name);
	destination->path = colon ? colon + 1 : NULL;
	if (!destination->format) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "--format: there is no format '%s'; there are: %s", name,
			    kv_report_format_names());
		return FALSE;
	}
	if (colon && !colon[1]) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "--format: no file after '%s'", text);
		return FALSE;
	}
	if (colon && strcmp(colon, ":-") == 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "--format: without a file, as in '%s', it goes to standard output; a "
			    "file called - is ./-",
			    name);
		return FALSE;
	}
	return TRUE;
}

/* Whether one of @destinations goes to the same file as @path does. */
static bool has_file(const GArray *destinations, const char *path)
{
	g_autofree char *wanted = g_canonicalize_filename(path, NULL);

	for (guint i = 0; i < destinations->len; i++) {
		const char *other = g_array_index(destinations, kv_destination, i).path;
		g_autofree char *known = other ? g_canonicalize_filename(other, NULL) : NULL;

		if (g_strcmp0(known, wanted) == 0)
			return true;
	}
	return false;
}

static gboolean parse_formats(kv_check_command *command, GError **error)
{
	static const char *const fallback[] = {"text", NULL};
	const char *const *formats =
		command->formats ? (const char *const *)command->formats : fallback;
	guint on_stdout = 0;

	command->destinations = g_array_new(FALSE, FALSE, sizeof(kv_destination));
	for (guint i = 0; formats[i]; i++) {
		kv_destination destination;

		if (!parse_format(formats[i], &destination, error))
			return FALSE;
		if (destination.path && has_file(command->destinations, destination.path)) {
			g_set_error(
				error, KV_ERROR, KV_ERROR_USAGE,
				"--format: %s is given twice: each report needs a file of its own",
				destination.path);
			return FALSE;
		}
		on_stdout += !destination.path;
		g_array_append_val(command->destinations, destination);
	}
	if (on_stdout > 1) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "--format: only one format can go to standard output; give the others "
			    "a file, as in json:report.json");
		return FALSE;
	}
	return TRUE;
}

/* Fills @command and leaves the inputs in @argv. */
static gboolean parse(kv_check_command *command, int *argc, char ***argv, GError **error)
{
	const GOptionEntry entries[] = {
		{"format", 'f', 0, G_OPTION_ARG_FILENAME_ARRAY, &command->formats,
		 "how to report; can be repeated; default: text", "FORMAT[:FILE]"},
		{"changed-since", 0, 0, G_OPTION_ARG_STRING, &command->changed_since,
		 "of a directory under git, check only the livepatches that have changed since it "
		 "left REV",
		 "REV"},
		{"kdir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &command->kdir,
		 "for C source: build tree or headers of the kernel, or a compile_commands.json; "
		 "default: /lib/modules/RELEASE/build; none: stand-ins for the headers",
		 "DIR"},
		{"previous", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &command->previous,
		 "a livepatch that is loaded before each INPUT; can be repeated, in the order in "
		 "which they are loaded",
		 "FILE"},
		{"fail-on", 0, 0, G_OPTION_ARG_STRING, &command->fail_on,
		 "lowest level of findings that makes the exit status 1", "LEVEL"},
		{"require-complete", 0, 0, G_OPTION_ARG_NONE, &command->require_complete,
		 "exit with 3 when something could not be checked; default when the environment "
		 "variable CI is set",
		 NULL},
		{"no-require-complete", 0, G_OPTION_FLAG_REVERSE, G_OPTION_ARG_NONE,
		 &command->require_complete, "do not", NULL},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("INPUT...");

	command->require_complete = in_ci();
	g_option_context_set_summary(
		context,
		"Checks livepatches against kernels: modules, C source, and directories with "
		"the\nsource of livepatches.");
	g_option_context_set_description(context, description);
	kv_options_add_kernel(context, &command->choice);
	kv_options_add_kernel_data(context, &command->choice);
	g_option_context_add_main_entries(context, entries, NULL);
	kv_options_add_color(context, &command->color);
	if (!kv_options_parse(context, argc, argv, error) ||
	    !kv_options_check_once(command->kdir, "--kdir", error) ||
	    !kv_kernel_choice_check(&command->choice, error))
		return FALSE;
	if (*argc < 2) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "no INPUT given; see klpvet check --help");
		return FALSE;
	}
	return parse_level(command->fail_on ? command->fail_on : "error", &command->fail_level,
			   error) &&
	       kv_options_check_color(command->color, error) && parse_formats(command, error);
}

static void target_kernel_free(kv_target_kernel *target)
{
	g_clear_pointer(&target->previous, g_ptr_array_unref);
	kv_kernel_free(target->kernel);
	g_free(target->name);
	g_free(target);
}

/* Distributions rebuild kernels under one release: what the user wrote then tells them apart. */
static void name_kernels(const GPtrArray *kernels)
{
	for (guint i = 0; i < kernels->len; i++) {
		kv_target_kernel *target = g_ptr_array_index(kernels, i);
		const char *name = kv_kernel_name(target->kernel);
		bool unique = true;

		for (guint j = 0; j < kernels->len && unique; j++) {
			const kv_target_kernel *other = g_ptr_array_index(kernels, j);

			unique = i == j || strcmp(kv_kernel_name(other->kernel), name) != 0;
		}
		target->name =
			unique ? g_strdup(name) : g_strdup_printf("%s (%s)", name, target->spec);
	}
}

/* Opens every kernel that can be opened; (element-type kv_target_kernel). */
static GPtrArray *open_kernels(const kv_check_command *command, kv_report *report, int *status)
{
	GPtrArray *kernels = g_ptr_array_new_with_free_func((GDestroyNotify)target_kernel_free);

	for (guint i = 0; i < kv_kernel_choice_count(&command->choice); i++) {
		g_autoptr(GError) error = NULL;
		kv_kernel *kernel = kv_kernel_choice_open(&command->choice, i, &error);
		const char *spec = kv_kernel_choice_name(&command->choice, i);
		kv_target_kernel *target;

		if (!kernel) {
			*status = kv_exit_status_worse(*status, kv_command_fail(error));
			kv_report_add_failure(report, NULL, spec, error->message);
			continue;
		}
		target = g_new0(kv_target_kernel, 1);
		target->kernel = kernel;
		target->spec = spec;
		target->previous =
			g_ptr_array_new_with_free_func((GDestroyNotify)kv_livepatch_free);
		g_ptr_array_add(kernels, target);
	}
	name_kernels(kernels);
	return kernels;
}

static gboolean check_on(const kv_check_scope *scope, kv_file *file, const kv_target_kernel *target,
			 GError **error)
{
	g_autoptr(kv_livepatch) livepatch = kv_target_read(target, scope->kdir, file, error);
	g_autofree char *unread = NULL;

	if (!livepatch)
		return FALSE;
	kv_target_check(target, livepatch, scope->report);
	unread = kv_livepatch_source_errors(livepatch);
	if (!unread)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: %s", kv_file_path(file), unread);
	return FALSE;
}

/* A file that cannot be read for one kernel cannot for any other: it is reported once. */
static int check_file(const kv_check_scope *scope, const char *input)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = kv_file_open(input, &error);

	for (guint i = 0; file && !error && i < scope->kernels->len; i++)
		check_on(scope, file, g_ptr_array_index(scope->kernels, i), &error);
	if (!error)
		return KV_EXIT_CLEAN;
	kv_report_add_failure(scope->report, input, NULL, error->message);
	return kv_command_fail(error);
}

static int check_input(const kv_check_scope *scope, const char *input)
{
	int status;

	if (scope->changed_since || g_file_test(input, G_FILE_TEST_IS_DIR))
		return kv_check_tree(scope, input);
	if (kv_check_tree_file(scope, input, &status))
		return status;
	return check_file(scope, input);
}

/* Checks every input; their results and failures go to @report. */
static int check_inputs(const kv_check_command *command, const GPtrArray *kernels, char **inputs,
			kv_report *report)
{
	g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	kv_check_scope scope = {
		.kdir = command->kdir ? command->kdir[0] : NULL,
		.changed_since = command->changed_since,
		.kernels = kernels,
		.done = done,
		.report = report,
	};
	int status = KV_EXIT_CLEAN;

	for (guint i = 0; inputs[i]; i++)
		status = kv_exit_status_worse(status, check_input(&scope, inputs[i]));
	return status;
}

static int result_status(const kv_check_command *command, const kv_result *result)
{
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!finding->suppressed && (int)finding->level >= command->fail_level)
			return KV_EXIT_FINDINGS;
	}
	if (command->require_complete && !kv_result_complete(result))
		return KV_EXIT_INCOMPLETE;
	return KV_EXIT_CLEAN;
}

static int write_report(const kv_check_command *command, const kv_report *report)
{
	bool color = kv_output_color(command->color);
	int status = KV_EXIT_CLEAN;

	for (guint i = 0; i < command->destinations->len; i++) {
		const kv_destination *destination =
			&g_array_index(command->destinations, kv_destination, i);
		g_autoptr(GString) output = g_string_new(NULL);
		g_autoptr(GError) error = NULL;

		destination->format->write(report, color && !destination->path, output);
		if (!destination->path)
			status = kv_exit_status_worse(status, kv_output_write(output->str));
		else if (!kv_output_write_file(destination->path, output->str, &error))
			status = kv_exit_status_worse(status, kv_command_fail(error));
	}
	return status;
}

int kv_command_check(int argc, char **argv)
{
	g_auto(kv_check_command) command = {0};
	g_autoptr(kv_report) report = kv_report_new();
	g_autoptr(GPtrArray) kernels = NULL;
	g_autoptr(GError) error = NULL;
	int status = KV_EXIT_CLEAN, inputs;

	if (!parse(&command, &argc, &argv, &error))
		return kv_command_fail(error);

	kernels = open_kernels(&command, report, &status);
	argv[argc] = NULL;
	inputs = kv_previous_read((const char *const *)command.previous,
				  command.kdir ? command.kdir[0] : NULL, kernels, report);
	if (inputs == KV_EXIT_CLEAN)
		inputs = check_inputs(&command, kernels, argv + 1, report);
	status = kv_exit_status_worse(status, inputs);
	for (guint i = 0; i < report->results->len; i++)
		status = kv_exit_status_worse(
			status, result_status(&command, g_ptr_array_index(report->results, i)));
	return kv_exit_status_worse(status, write_report(&command, report));
}
