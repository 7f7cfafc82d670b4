/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/patched.h"

#include "engine/entry.h"
#include "image/patchability.h"
#include "image/symbols.h"
#include "image/syscalls.h"

const char *kv_patched_name(const kv_patched *patched)
{
	return ((const kv_entry *)patched)->name;
}

const kv_symbol *kv_patched_symbol(const kv_patched *patched)
{
	if (patched->lookup != KV_LOOKUP_FOUND)
		return NULL;
	return kv_index_symbol(patched->index, patched->symbol);
}

const kv_source *kv_patched_source(const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);

	return symbol ? kv_symbol_named_source(patched->index, symbol) : NULL;
}

bool kv_patched_takes_effect(const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);

	return symbol && kv_patchability_redirects(kv_symbol_patchability(patched->index, symbol));
}

const kv_symbol *kv_patched_init_symbol(const kv_patched *patched)
{
	const kv_symbol *symbol;
	kv_ids named;

	if (!patched->in_module || !patched->index || patched->lookup != KV_LOOKUP_ABSENT)
		return NULL;
	named = kv_index_symbols_named(patched->index, patched->function->old_name);
	if (named.count == 0)
		return NULL;
	symbol = kv_index_symbol(patched->index, named.id[0]);
	return symbol->region == KV_REGION_INIT && symbol->flags & KV_SYMBOL_TEXT ? symbol : NULL;
}

/* Whether the kernel refuses @patched because there is nothing of its name to redirect. */
static bool cannot_be_found(const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);

	if (!symbol)
		return patched->lookup == KV_LOOKUP_ABSENT;
	return symbol->flags & KV_SYMBOL_TEXT && symbol->ftrace_offset == KV_NO_FTRACE &&
	       symbol->region != KV_REGION_INIT;
}

bool kv_patched_is_inner_syscall(const kv_patched *patched)
{
	return patched->index && cannot_be_found(patched) &&
	       kv_index_names_inner_syscall(patched->index, patched->function->old_name);
}

/* Whether the source of the livepatch has a function of its own that @file has as well: a copy. */
static bool copies_function_of(const kv_livepatch *livepatch, const kv_index *index,
			       const char *file)
{
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->functions->len; j++) {
			const char *name = kv_c_unit_function(unit, j)->name;

			if (name && kv_index_file_has_function(index, file, name))
				return true;
		}
	}
	return false;
}

kv_fact kv_patched_shares_file(const kv_livepatch *livepatch, const kv_patched *patched,
			       uint32_t variable)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const char *file = kv_variable_file(patched->index, variable), *own;

	if (!file)
		return KV_UNKNOWN;
	if (copies_function_of(livepatch, patched->index, file))
		return KV_YES;
	own = symbol ? kv_symbol_unit_file(patched->index, symbol) : NULL;
	return own ? kv_fact_from_bool(kv_same_file(own, file)) : KV_UNKNOWN;
}
