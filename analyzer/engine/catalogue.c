/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/catalogue.h"

#include <stdlib.h>
#include <string.h>

static int compare_id(const void *id, const void *info)
{
	return strcmp(id, ((const kv_rule_info *)info)->rule->id);
}

const kv_rule_info *kv_rule_find(const char *id)
{
	return bsearch(id, kv_rule_catalogue, kv_rule_count, sizeof(*kv_rule_catalogue),
		       compare_id);
}
