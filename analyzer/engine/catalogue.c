/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/distance.h"

static int compare_id(const void *id, const void *info)
{
	return strcmp(id, ((const kv_rule_info *)info)->rule->id);
}

bool kv_rule_exists(const char *id)
{
	return kv_rule_find(id) != NULL;
}

char *kv_rules_similar(const char *name)
{
	GString *similar = g_string_new(NULL);

	for (unsigned int i = 0; i < kv_rule_count; i++) {
		const char *id = kv_rule_catalogue[i].rule->id;

		if (kv_name_resembles(name, id))
			g_string_append_printf(similar, "%s%s", similar->len ? ", " : "", id);
	}
	return g_string_free(similar, similar->len == 0);
}

const kv_rule_info *kv_rule_find(const char *id)
{
	return bsearch(id, kv_rule_catalogue, kv_rule_count, sizeof(*kv_rule_catalogue),
		       compare_id);
}
