/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "report/advice.h"

/* A parsed command line. */
typedef struct kv_func_command {
	kv_kernel_choice choice;
	char **objects; /* NULL, or one */
	const char *object;
	char *format, *color;
} kv_func_command;

static void func_command_clear(kv_func_command *command)
{
	kv_kernel_choice_clear(&command->choice);
	g_strfreev(command->objects);
	g_free(command->format);
	g_free(command->color);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_func_command, func_command_clear)

static const char description[] =
	"NAME is a symbol, or a function that is only inlined; NAME,POSITION one of several\n"
	"symbols of a name, counted from 1 as old_sympos is.\n"
	"\n"
	"Exit status:\n"
	"  0  each NAME can be patched, as far as said together with other functions\n"
	"  1  one cannot, is not there, or is not unique and has no POSITION\n"
	"  2  wrong usage, or a kernel that is not found\n"
	"  3  a file that cannot be read; or one can be patched, but without debug information\n"
	"     it is not known where else its code is\n"
	"  4  a bug in klpvet\n"
	"When several apply, the first of 4, 2, 1, 3 is taken.\n";

/* Splits "NAME" or "NAME,POSITION"; free @name with g_free(). */
static gboolean parse_query(const char *query, char **name, guint64 *position, GError **error)
{
	const char *comma = strrchr(query, ',');

	if (!query[0] || comma == query) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "'%s': no function name", query);
		return FALSE;
	}
	*position = 0;
	if (comma && !g_ascii_string_to_unsigned(comma + 1, 10, 1, G_MAXUINT64, position, NULL)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "'%s': the position after the comma must be a number from 1 on", query);
		return FALSE;
	}
	*name = comma ? g_strndup(query, (gsize)(comma - query)) : g_strdup(query);
	return TRUE;
}

static gboolean check_queries(char **queries, GError **error)
{
	for (guint i = 0; queries[i]; i++) {
		g_autofree char *name = NULL;
		guint64 position;

		if (!parse_query(queries[i], &name, &position, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean parse(kv_func_command *command, int *argc, char ***argv, GError **error)
{
	const GOptionEntry entries[] = {
		{"object", 'o', 0, G_OPTION_ARG_STRING_ARRAY, &command->objects,
		 "look in this module instead of vmlinux", "MODULE"},
		{"format", 'f', 0, G_OPTION_ARG_STRING, &command->format,
		 "text or json; default text", "FORMAT"},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("NAME[,POSITION]...");

	g_option_context_set_summary(
		context, "Says whether a function may be patched, and what else must be.");
	g_option_context_set_description(context, description);
	kv_options_add_kernel(context, &command->choice);
	g_option_context_add_main_entries(context, entries, NULL);
	kv_options_add_color(context, &command->color);
	if (!kv_options_parse(context, argc, argv, error) ||
	    !kv_kernel_choice_check(&command->choice, error) ||
	    !kv_options_check_once(command->objects, "--object", error))
		return FALSE;
	command->object = command->objects ? command->objects[0] : NULL;
	if (*argc < 2) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "no NAME given; see klpvet func --help");
		return FALSE;
	}
	return kv_options_check_format(command->format, error) &&
	       kv_options_check_color(command->color, error) && check_queries(*argv + 1, error);
}

/* @object gets what it is called; a module that is built in is part of vmlinux. */
static const kv_index *find_object(const kv_func_command *command, kv_kernel *kernel,
				   const char **object, GError **error)
{
	const char *reason = NULL, *supply = NULL;
	const kv_index *index;

	*object = "vmlinux";
	if (!command->object || strcmp(command->object, "vmlinux") == 0 ||
	    kv_kernel_module_builtin(kernel, command->object) == KV_YES)
		return kv_kernel_index(kernel);
	*object = command->object;
	index = kv_kernel_module(kernel, command->object, &reason, &supply);
	kv_progress_end();
	if (!index)
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: %s; %s", command->object, reason,
			    supply);
	return index;
}

static int answer_status(const kv_advice *advice)
{
	if (!advice->patchable)
		return advice->undecided ? KV_EXIT_INCOMPLETE : KV_EXIT_FINDINGS;
	return advice->complete ? KV_EXIT_CLEAN : KV_EXIT_INCOMPLETE;
}

/* Answers every query on one kernel; @answers records why it cannot. */
static int ask_kernel(const kv_func_command *command, guint number, char **queries,
		      kv_answers *answers)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_kernel) kernel = kv_kernel_choice_open(&command->choice, number, &error);
	const char *object = NULL;
	const kv_index *index = kernel ? find_object(command, kernel, &object, &error) : NULL;
	int status = KV_EXIT_CLEAN;

	if (!index) {
		kv_answers_add_failure(answers,
				       kernel ? kv_kernel_name(kernel)
					      : kv_kernel_choice_name(&command->choice, number),
				       kernel ? command->object : NULL, error->message);
		return kv_command_fail(error);
	}

	for (guint i = 0; queries[i]; i++) {
		g_autofree char *name = NULL;
		kv_advice *advice;
		guint64 position;

		parse_query(queries[i], &name, &position, NULL);
		advice = kv_advice_new(kernel, object, index, name, position);
		if (command->object && strcmp(object, command->object) != 0)
			advice->built_in = g_strdup(command->object);
		status = kv_exit_status_worse(status, answer_status(advice));
		g_ptr_array_add(answers->advice, advice);
	}
	kv_progress_end();
	return status;
}

int kv_command_func(int argc, char **argv)
{
	g_autoptr(kv_answers) answers = kv_answers_new();
	g_auto(kv_func_command) command = {0};
	g_autoptr(GString) output = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int status = KV_EXIT_CLEAN;

	if (!parse(&command, &argc, &argv, &error))
		return kv_command_fail(error);

	for (guint i = 0; i < kv_kernel_choice_count(&command.choice); i++)
		status = kv_exit_status_worse(status, ask_kernel(&command, i, argv + 1, answers));
	if (command.format && strcmp(command.format, "json") == 0)
		kv_advice_write_json(answers, output);
	else
		kv_advice_write_text(answers, kv_output_color(command.color), output);
	return kv_exit_status_worse(status, kv_output_write(output->str));
}
