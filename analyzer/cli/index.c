/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "indexer/build.h"
#include "kernel/cache.h"
#include "kernel/locate.h"
#include "report/escape.h"

static const char description[] =
	"Without --output the index is kept where klpvet looks for it; a FILE can be given to\n"
	"--kernel, also on a machine that does not have the kernel.\n"
	"\n"
	"Exit status: 0 built, 2 wrong usage or no such kernel, 3 it cannot be read or written,\n"
	"4 a bug in klpvet.\n";

/* Whether @output can be the file for the one kernel of @choice. */
static gboolean check_output(const kv_kernel_choice *choice, char **output, GError **error)
{
	if (!output)
		return TRUE;
	if (kv_kernel_choice_count(choice) > 1) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "--output takes one kernel: give one --kernel");
		return FALSE;
	}
	if (strcmp(output[0], "-") == 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "--output: an index is not written to standard output; a file called - "
			    "is ./-");
		return FALSE;
	}
	return kv_options_check_once(output, "--output", error);
}

/* Fills @choice and @output, which is NULL or one file. */
static gboolean parse(kv_kernel_choice *choice, char ***output, int *argc, char ***argv,
		      GError **error)
{
	const GOptionEntry entries[] = {
		{"output", 'o', 0, G_OPTION_ARG_FILENAME_ARRAY, output, "write the index here",
		 "FILE"},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_set_summary(context, "Builds a kernel's index ahead of time.");
	g_option_context_set_description(context, description);
	kv_options_add_kernel(context, choice);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!kv_options_parse(context, argc, argv, error) || !kv_kernel_choice_check(choice, error))
		return FALSE;
	if (*argc > 1) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "'%s' is too much: name the kernel with --kernel", (*argv)[1]);
		return FALSE;
	}
	return check_output(choice, *output, error);
}

/* Builds the index of the image in @files and returns where it is; free with g_free(). */
static char *build_index(const kv_kernel_choice *choice, const kv_kernel_files *files,
			 const char *output, GError **error)
{
	const char *image = files->image, *half = files->half;
	const char *cache = choice->cache ? choice->cache[0] : NULL;
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(kv_index) index = NULL;

	if (output) {
		if (g_file_test(output, G_FILE_TEST_EXISTS) &&
		    !g_file_test(output, G_FILE_TEST_IS_REGULAR)) {
			g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
				    "%s: not a regular file; an index cannot be written there",
				    output);
			return NULL;
		}
		kv_progress_begin("indexing");
		if (!kv_index_build_file(image, half, KV_OBJECT_VMLINUX, output, error))
			return NULL;
		return g_strdup(output);
	}
	index = kv_cache_index(cache, image, half, KV_OBJECT_VMLINUX, kv_progress_begin, warnings,
			       error);
	if (!index)
		return NULL;
	if (warnings->len > 0) {
		g_set_error_literal(error, KV_ERROR, KV_ERROR_SYSTEM, warnings->pdata[0]);
		return NULL;
	}
	return kv_cache_path(cache, image, half, error);
}

/* kv_index_counted */
static void describe_count(const char *title, uint32_t count, gpointer output)
{
	g_string_append_printf(output, "  %-18s %u\n", title, count);
}

static void describe(GString *output, const char *path, const kv_index *index, gsize size)
{
	g_string_append(output, "index of ");
	kv_escape_append(output, kv_index_release(index)[0] ? kv_index_release(index)
							    : kv_index_source_path(index));
	g_string_append(output, "\n  file               ");
	kv_escape_append(output, path);
	g_string_append_printf(output, "\n  size               %" G_GSIZE_FORMAT " bytes\n", size);
	g_string_append(output, "  built from         ");
	kv_escape_append(output, kv_index_source_path(index));
	if (*kv_index_half_path(index)) {
		g_string_append(output, "\n  and from           ");
		kv_escape_append(output, kv_index_half_path(index));
	}
	g_string_append_printf(output, "\n  build-id           %s\n", kv_index_build_id(index));
	g_string_append_printf(output, "  debug information  %s\n",
			       kv_index_has_dwarf(index)	   ? "yes"
			       : kv_index_has_damaged_dwarf(index) ? "damaged"
								   : "none");
	kv_index_count(index, describe_count, output);
}

static gboolean index_kernel(const kv_kernel_choice *choice, guint number, const char *file,
			     GString *output, GError **error)
{
	const char *spec = choice->kernels ? choice->kernels[number] : NULL;
	g_autoptr(kv_kernel_files) files = kv_kernel_locate(spec, error);
	g_autofree char *path = NULL;
	g_autoptr(kv_index) index = NULL;
	g_autoptr(kv_file) kept = NULL;

	if (!files)
		return FALSE;
	if (files->is_index) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: it is an index already",
			    files->image);
		return FALSE;
	}
	path = build_index(choice, files, file, error);
	kv_progress_end();
	if (!path)
		return FALSE;
	index = kv_index_open(path, error);
	kept = index ? kv_file_open(path, error) : NULL;
	if (!kept)
		return FALSE;
	describe(output, path, index, kv_file_size(kept));
	return TRUE;
}

int kv_command_index(int argc, char **argv)
{
	g_auto(kv_kernel_choice) choice = {0};
	g_autoptr(GString) output = g_string_new(NULL);
	g_auto(GStrv) file = NULL;
	g_autoptr(GError) error = NULL;
	int status = KV_EXIT_CLEAN;

	if (!parse(&choice, &file, &argc, &argv, &error))
		return kv_command_fail(error);

	for (guint i = 0; i < kv_kernel_choice_count(&choice); i++) {
		g_autoptr(GError) failure = NULL;

		if (!index_kernel(&choice, i, file ? file[0] : NULL, output, &failure))
			status = kv_exit_status_worse(status, kv_command_fail(failure));
	}
	return kv_exit_status_worse(status, kv_output_write(output->str));
}
