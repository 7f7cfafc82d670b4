/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/suppression.h"

#include <string.h>

#include "engine/needs.h"
#include "engine/state.h"
#include "livepatch/model/allowance.h"

/* The klp_func that @emitted is about, or NULL. */
static const kv_lp_function *function_of(const kv_check *check, const kv_emitted *emitted)
{
	const kv_lp_object *object;

	if (emitted->object == 0 || emitted->function == 0)
		return NULL;
	object = g_ptr_array_index(check->livepatch->objects, emitted->object - 1);
	return g_ptr_array_index(object->functions, emitted->function - 1);
}

/*
 * Whether @allowance stands where @emitted is about: at its own place, at the entry of its
 * function, or at the definition of the replacement (lists without comments have no other place).
 */
static bool stands_at(const kv_check *check, const kv_allowance *allowance,
		      const kv_emitted *emitted)
{
	const kv_finding *finding = emitted->finding;
	const kv_lp_function *function = function_of(check, emitted);

	if (finding->in_livepatch &&
	    kv_allowance_covers(allowance, finding->location.file, finding->location.line))
		return true;
	return function &&
	       (kv_allowance_covers(allowance, function->place.file, function->place.line) ||
		kv_allowance_covers(allowance, function->definition.file,
				    function->definition.line));
}

/* Whether @id is the rule of @finding, by the id of today or one of before. */
static bool names_rule(const char *id, const kv_finding *finding)
{
	const kv_rule_info *info = kv_rule_find(id);

	return info && strcmp(info->rule->id, finding->rule) == 0;
}

static void suppress(kv_check *check, kv_emitted *emitted)
{
	const GPtrArray *allowances = check->livepatch->allowances;

	for (guint i = 0; i < allowances->len; i++) {
		const kv_allowance *allowance = g_ptr_array_index(allowances, i);

		if (allowance->defect || !names_rule(allowance->rule, emitted->finding) ||
		    !stands_at(check, allowance, emitted))
			continue;
		kv_finding_suppress(emitted->finding, allowance->reason, allowance->file,
				    allowance->line);
		g_hash_table_add(check->used_allowances, GUINT_TO_POINTER(i));
	}
}

void kv_check_suppress(kv_check *check)
{
	for (guint i = 0; i < check->emitted->len; i++)
		suppress(check, &g_array_index(check->emitted, kv_emitted, i));
}

bool kv_check_allowance_used(const kv_check *check, guint position)
{
	return g_hash_table_contains(check->used_allowances, GUINT_TO_POINTER(position));
}

bool kv_check_rule_complete(const kv_check *check, const char *id)
{
	const kv_rule_info *info = kv_rule_find(id);

	if (!kv_rule_applies(info, check))
		return false;
	for (guint i = 0; i < check->not_checked->len; i++) {
		const kv_not_checked *missing = g_ptr_array_index(check->not_checked, i);

		if (!missing->rule || strcmp(missing->rule, info->rule->id) == 0)
			return false;
	}
	return true;
}
