/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "engine/catalogue.h"

static gboolean parse(int *argc, char ***argv, GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new("RULE...");

	g_option_context_set_summary(
		context, "Explains rules: what they find, what the kernel does, what to "
			 "do about it.");
	if (!kv_options_parse(context, argc, argv, error))
		return FALSE;
	if (*argc > 1)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "no RULE given; klpvet rules lists them");
	return FALSE;
}

static int fail_unknown(const char *given)
{
	g_autofree char *similar = kv_rules_similar(given);

	if (similar)
		return kv_command_usage("there is no rule '%s'; do you mean %s?", given, similar);
	return kv_command_usage("there is no rule '%s'; klpvet rules lists them", given);
}

/* @name: what the user calls the rule, which may be an id of before. */
static void append_page(GString *output, const kv_rule_info *info, const char *name)
{
	if (output->len > 0)
		g_string_append_c(output, '\n');
	if (strcmp(name, info->rule->id) != 0)
		g_string_append_printf(output, "%s is now called %s.\n", name, info->rule->id);
	g_string_append_printf(output, "%s: %s, %s", info->rule->id, kv_level_name(info->level),
			       kv_confidence_name(info->confidence));
	if (info->kernels[0])
		g_string_append_printf(output, ", kernels: %s", info->kernels);
	g_string_append_printf(output, "\n\n%s", info->page);
	if (!g_str_has_suffix(output->str, "\n"))
		g_string_append_c(output, '\n');
}

int kv_command_explain(int argc, char **argv)
{
	g_autoptr(GString) output = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int status = KV_EXIT_CLEAN;

	if (!parse(&argc, &argv, &error))
		return kv_command_fail(error);

	for (int i = 1; i < argc; i++) {
		const kv_rule_info *info = kv_rule_find(argv[i]);

		if (info)
			append_page(output, info, argv[i]);
		else
			status = kv_exit_status_worse(status, fail_unknown(argv[i]));
	}
	return kv_exit_status_worse(status, kv_output_write(output->str));
}
