/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "engine/catalogue.h"

static const char description[] = "Levels: an error does harm or makes the livepatch useless; a "
				  "warning may; a note is good to\n"
				  "know.\n"
				  "Confidence: exact follows from the files that were read; likely "
				  "is a rule of thumb with a\n"
				  "small blind spot, which klpvet explain states; review is worth "
				  "a look and may be meant so.\n";

static gboolean parse(int *argc, char ***argv, GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_set_summary(
		context, "Lists the rules: what each looks for, at which level, how surely.");
	g_option_context_set_description(context, description);
	if (!kv_options_parse(context, argc, argv, error))
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
	g_autoptr(GError) error = NULL;
	int width = 0;

	if (!parse(&argc, &argv, &error))
		return kv_command_fail(error);

	for (unsigned int i = 0; i < kv_rule_count; i++)
		width = MAX(width, (int)strlen(kv_rule_catalogue[i].rule->id));
	g_string_append_printf(output, "%-*s  %-7s  %-6s  %s\n", width, "RULE", "LEVEL", "SURE",
			       "WHAT IT FINDS");
	for (unsigned int i = 0; i < kv_rule_count; i++) {
		const kv_rule_info *info = &kv_rule_catalogue[i];

		g_string_append_printf(output, "%-*s  %-7s  %-6s  %s\n", width, info->rule->id,
				       kv_level_name(info->level),
				       kv_confidence_name(info->confidence), info->title);
	}
	return kv_output_write(output->str);
}
