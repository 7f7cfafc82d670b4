/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/untraced.h"

#include "image/symbols.h"
#include "index/code.h"

#include "base/search.h"

/*
 * By so much two functions that gcc found equal differ: a branch is short in one, long in another.
 */
enum { TWIN_SLACK = 4 };

/*
 * Whether gcc may have split it (ipa-split) and put the parts together again, which makes it say
 * that the function was inlined: what is split off makes calls, and a test decides about it.
 */
static bool may_be_split(const kv_index *index, uint32_t symbol)
{
	kv_run calls = kv_index_calls_from(index, symbol);

	for (uint32_t i = 0; i < calls.count; i++) {
		if (kv_index_call(index, calls.first + i)->flags & KV_CALL_AMONG_BRANCHES)
			return true;
	}
	return false;
}

/* Position of the first body of @index at or behind @address. */
static uint32_t first_body_from(const kv_index *index, uint64_t address)
{
	return KV_FIRST_NOT(0, kv_index_function_count(index), at,
			    kv_index_function(index, at)->address < address);
}

/* Whether @address lies beside code of @unit: what a unit is compiled to is linked in one piece. */
static bool is_beside_unit(const kv_index *index, uint64_t address, uint32_t unit)
{
	uint32_t next = first_body_from(index, address);

	return (next < kv_index_function_count(index) &&
		kv_index_function(index, next)->unit == unit) ||
	       (next > 0 && kv_index_function(index, next - 1)->unit == unit);
}

/*
 * Whether gcc may have made another function a wrapper of @body (ipa-icf): it was inlined there, if
 * anywhere. DWARF describes no code of a wrapper.
 */
static bool may_be_wrapped(const kv_index *index, const kv_function *body)
{
	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++) {
		const kv_symbol *symbol = kv_index_symbol(index, i);

		if (symbol->function == KV_NONE && symbol->flags & KV_SYMBOL_FUNCTION &&
		    symbol->size <= body->size + TWIN_SLACK &&
		    body->size <= symbol->size + TWIN_SLACK &&
		    is_beside_unit(index, symbol->address, body->unit))
			return true;
	}
	return false;
}

bool kv_symbol_inlined_untraced(const kv_index *index, const kv_symbol *symbol)
{
	const kv_source *source = kv_symbol_named_source(index, symbol);
	const kv_function *body;

	if (!source || !(source->flags & KV_SOURCE_INLINED) || source->copy_count > 0 ||
	    source->function_count != 1 || symbol->function == KV_NONE ||
	    symbol->flags & KV_SYMBOL_WEAK || source->name != symbol->name)
		return false;
	body = kv_index_function(index, symbol->function);
	return body->symbol != KV_NONE && !may_be_split(index, body->symbol) &&
	       !may_be_wrapped(index, body);
}
