/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "report/rules.h"

static const char description[] = "Levels: an error does harm or makes the livepatch useless; a "
				  "warning may; a note is good to\n"
				  "know.\n"
				  "Confidence: exact follows from the files that were read; likely "
				  "is a rule of thumb with a\n"
				  "small blind spot, which klpvet explain states; review is worth "
				  "a look and may be meant so.\n";

static gboolean parse(char **format, int *argc, char ***argv, GError **error)
{
	const GOptionEntry entries[] = {
		{"format", 'f', 0, G_OPTION_ARG_STRING, format, "text or json; default text",
		 "FORMAT"},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_set_summary(
		context, "Lists the rules: what each looks for, at which level, how surely.");
	g_option_context_set_description(context, description);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!kv_options_parse(context, argc, argv, error) ||
	    !kv_options_check_format(*format, error))
		return FALSE;
	if (*argc == 1)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "'%s' is too much: klpvet rules takes no arguments; see klpvet explain",
		    (*argv)[1]);
	return FALSE;
}

int kv_command_rules(int argc, char **argv)
{
	g_autoptr(GString) output = g_string_new(NULL);
	g_autofree char *format = NULL;
	g_autoptr(GError) error = NULL;

	if (!parse(&format, &argc, &argv, &error))
		return kv_command_fail(error);

	if (format && strcmp(format, "json") == 0)
		kv_rules_write_json(output);
	else
		kv_rules_write_text(output);
	return kv_output_write(output->str);
}
