/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/rules.h"

#include <string.h>

#include "engine/catalogue.h"
#include "report/json_value.h"

static void add_line(GString *output, int width, const kv_rule_info *info)
{
	g_string_append_printf(output, "%-*s  %-7s  %-6s  %s", width, info->rule->id,
			       kv_level_name(info->level), kv_confidence_name(info->confidence),
			       info->title);
	if (info->formerly[0]) {
		g_autofree char *formerly = g_strjoinv(", ", (char **)info->formerly);

		g_string_append_printf(output, " (formerly %s)", formerly);
	}
	g_string_append_c(output, '\n');
}

void kv_rules_write_text(GString *output)
{
	int width = 0;

	for (unsigned int i = 0; i < kv_rule_count; i++)
		width = MAX(width, (int)strlen(kv_rule_catalogue[i].rule->id));
	g_string_append_printf(output, "%-*s  %-7s  %-6s  %s\n", width, "RULE", "LEVEL", "SURE",
			       "WHAT IT FINDS");
	for (unsigned int i = 0; i < kv_rule_count; i++)
		add_line(output, width, &kv_rule_catalogue[i]);
}

static json_t *formerly_json(const kv_rule_info *info)
{
	json_t *array = json_array();

	for (const char *const *id = info->formerly; *id; id++)
		json_array_append_new(array, kv_json_string(*id));
	return array;
}

static json_t *needs_json(unsigned int needs)
{
	json_t *array = json_array();

	for (unsigned int need = 1; need <= needs; need <<= 1) {
		if (needs & need)
			json_array_append_new(array, kv_json_string(kv_needs_name(need)));
	}
	return array;
}

static json_t *rule_json(const kv_rule_info *info)
{
	json_t *rule = json_object();

	json_object_set_new(rule, "id", kv_json_string(info->rule->id));
	json_object_set_new(rule, "formerly", formerly_json(info));
	json_object_set_new(rule, "level", kv_json_string(kv_level_name(info->level)));
	json_object_set_new(rule, "confidence",
			    kv_json_string(kv_confidence_name(info->confidence)));
	json_object_set_new(rule, "effect", kv_json_string(kv_effect_name(info->effect)));
	json_object_set_new(rule, "errno", kv_json_string(info->errno_name));
	json_object_set_new(rule, "stage", kv_json_string(kv_stage_name(info->stage)));
	json_object_set_new(rule, "needs", needs_json(info->needs));
	json_object_set_new(rule, "kernels", kv_json_string(info->kernels));
	json_object_set_new(rule, "title", kv_json_string(info->title));
	return rule;
}

void kv_rules_write_json(GString *output)
{
	json_t *document = kv_json_document(), *rules = json_array();

	for (unsigned int i = 0; i < kv_rule_count; i++)
		json_array_append_new(rules, rule_json(&kv_rule_catalogue[i]));
	json_object_set_new(document, "rules", rules);
	kv_json_write(document, output);
}
