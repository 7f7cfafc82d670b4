/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/distance.h"

const char *kv_needs_name(kv_needs need)
{
	switch (need) {
	case KV_NEEDS_SYMBOLS:
		return "symbols";
	case KV_NEEDS_FTRACE:
		return "ftrace";
	case KV_NEEDS_DWARF:
		return "dwarf";
	case KV_NEEDS_FUNCTIONS:
		return "functions";
	case KV_NEEDS_SOURCE:
		return "source";
	case KV_NEEDS_MODULE:
		return "module";
	case KV_NEEDS_CODE:
		return "code";
	case KV_NEEDS_EITHER:
		return "either";
	case KV_NEEDS_PREVIOUS:
		return "previous";
	}
	g_return_val_if_reached(NULL);
}

static int compare_id(const void *id, const void *info)
{
	return strcmp(id, ((const kv_rule_info *)info)->rule->id);
}

static bool had_id(const kv_rule_info *info, const char *id)
{
	return info->formerly && g_strv_contains(info->formerly, id);
}

const kv_rule_info *kv_rule_find(const char *id)
{
	const kv_rule_info *info = bsearch(id, kv_rule_catalogue, kv_rule_count,
					   sizeof(*kv_rule_catalogue), compare_id);

	for (unsigned int i = 0; !info && i < kv_rule_count; i++) {
		if (had_id(&kv_rule_catalogue[i], id))
			info = &kv_rule_catalogue[i];
	}
	return info;
}

bool kv_rule_exists(const char *id)
{
	return kv_rule_find(id) != NULL;
}

/* Whether @name may be a slip of the pen for an id of today or of before. */
static bool may_mean(const char *name, const kv_rule_info *info)
{
	if (kv_name_resembles(name, info->rule->id))
		return true;
	for (const char *const *id = info->formerly; id && *id; id++) {
		if (kv_name_resembles(name, *id))
			return true;
	}
	return false;
}

char *kv_rules_similar(const char *name)
{
	GString *similar = g_string_new(NULL);

	for (unsigned int i = 0; i < kv_rule_count; i++) {
		const kv_rule_info *info = &kv_rule_catalogue[i];

		if (may_mean(name, info))
			g_string_append_printf(similar, "%s%s", similar->len ? ", " : "",
					       info->rule->id);
	}
	return g_string_free(similar, similar->len == 0);
}
