/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

static const char *unit_file(const kv_index *index, uint32_t unit)
{
	return kv_index_string(index, kv_index_unit(index, unit)->name);
}

/* Whether a source function called @name stands in the source @file of @index. */
static bool is_function_of(const kv_index *index, const char *name, const char *file)
{
	kv_run sources = kv_index_sources_named(index, name);

	for (uint32_t i = 0; i < sources.count; i++) {
		const kv_source *source = kv_index_source(index, sources.first + i);

		if (kv_same_file(kv_index_string(index, source->file), file))
			return true;
	}
	return false;
}

/* Whether the source of the livepatch has a function of its own that @file has as well: a copy. */
static bool copies_function_of(const kv_livepatch *livepatch, const kv_index *index,
			       const char *file)
{
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->functions->len; j++) {
			const char *name = kv_c_unit_function(unit, j)->name;

			if (name && is_function_of(index, name, file))
				return true;
		}
	}
	return false;
}

const char *kv_variable_file(const kv_index *index, uint32_t variable)
{
	uint32_t unit = kv_index_variable_unit(index, variable);

	return unit == KV_NONE ? NULL : unit_file(index, unit);
}

kv_fact kv_patched_shares_file(kv_check *check, const kv_patched *patched, uint32_t variable)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const char *file = kv_variable_file(patched->index, variable);
	uint32_t unit;

	if (!file)
		return KV_UNKNOWN;
	if (copies_function_of(kv_check_livepatch(check), patched->index, file))
		return KV_YES;
	if (!symbol || symbol->function == KV_NONE)
		return KV_UNKNOWN;
	unit = kv_index_function(patched->index, symbol->function)->unit;
	return kv_fact_from_bool(kv_same_file(unit_file(patched->index, unit), file));
}
