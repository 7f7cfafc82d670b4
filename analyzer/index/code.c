/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/code.h"

#include <string.h>

#include "index/format.h"

KV_INDEX_ACCESS(piece, PIECES, pieces)
KV_INDEX_ACCESS(call, CALLS, calls)
KV_INDEX_ACCESS(pointer, POINTERS, pointers)
KV_INDEX_ACCESS(syscall, SYSCALLS, syscalls)
KV_INDEX_ACCESS(thread, THREADS, threads)
KV_INDEX_ACCESS(loop, LOOPS, loops)

bool kv_index_has_code(const kv_index *index)
{
	return index->header->flags & KV_INDEX_HAS_CODE;
}

uint64_t kv_index_text_base(const kv_index *index)
{
	return index->header->text_base;
}

static bool piece_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return index->pieces[position].offset <= *(const uint64_t *)key;
}

/* The piece that holds @address, or NULL. */
static const kv_piece *piece_around(const kv_index *index, uint64_t address)
{
	uint64_t offset = address - index->header->text_base;
	uint32_t next = kv_index_first_not_before(index, index->counts[KV_TABLE_PIECES],
						  piece_is_not_above, &offset);
	const kv_piece *piece;

	if (next == 0)
		return NULL;
	piece = &index->pieces[next - 1];
	return offset - piece->offset < piece->size ? piece : NULL;
}

uint32_t kv_index_code_around(const kv_index *index, uint64_t address)
{
	const kv_piece *piece = piece_around(index, address);

	return piece ? piece->owner : KV_NONE;
}

uint32_t kv_index_code_at(const kv_index *index, uint64_t address)
{
	const kv_piece *piece = piece_around(index, address);
	kv_ids symbols;

	if (!piece || address == index->header->text_base + piece->offset)
		return piece ? piece->owner : KV_NONE;
	symbols = kv_index_symbols_at(index, address);
	for (uint32_t i = 0; i < symbols.count; i++) {
		if (index->symbols[symbols.id[i]].flags & KV_SYMBOL_TEXT)
			return piece->owner;
	}
	return KV_NONE;
}

uint32_t kv_index_code_of(const kv_index *index, uint32_t symbol)
{
	const kv_symbol *record = &index->symbols[symbol];
	uint32_t owner = record->flags & KV_SYMBOL_TEXT
				 ? kv_index_code_around(index, record->address)
				 : KV_NONE;

	return owner == KV_NONE ? symbol : owner;
}

static bool caller_begins_by(const kv_index *index, uint32_t position, const void *key)
{
	return index->callers[position].first_call <= *(const uint32_t *)key;
}

uint32_t kv_index_caller(const kv_index *index, uint32_t call)
{
	uint32_t next = kv_index_first_not_before(index, index->counts[KV_TABLE_CALLERS],
						  caller_begins_by, &call);

	return index->callers[next - 1].symbol;
}

uint32_t kv_index_caller_count(const kv_index *index)
{
	return index->counts[KV_TABLE_CALLERS];
}

kv_run kv_index_caller_at(const kv_index *index, uint32_t caller, uint32_t *symbol)
{
	uint32_t first = index->callers[caller].first_call;
	uint32_t end = caller + 1 < index->counts[KV_TABLE_CALLERS]
			       ? index->callers[caller + 1].first_call
			       : index->counts[KV_TABLE_CALLS];

	*symbol = index->callers[caller].symbol;
	return (kv_run){.first = first, .count = end - first};
}

static bool caller_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->callers[position].symbol < *(const uint32_t *)key;
}

kv_run kv_index_calls_from(const kv_index *index, uint32_t symbol)
{
	uint32_t owner = kv_index_code_of(index, symbol);
	uint32_t count = index->counts[KV_TABLE_CALLERS];
	uint32_t at = kv_index_first_not_before(index, count, caller_is_below, &owner);

	if (at == count || index->callers[at].symbol != owner)
		return (kv_run){0};
	return kv_index_caller_at(index, at, &owner);
}

static const kv_call *call_to_at(const kv_index *index, uint32_t position)
{
	return &index->calls[index->calls_by_callee[position]];
}

static bool callee_is_below(const kv_index *index, uint32_t position, const void *key)
{
	const kv_call *call = call_to_at(index, position);

	return !(call->flags & KV_CALL_EXTERNAL) && call->callee < *(const uint32_t *)key;
}

static bool callee_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	const kv_call *call = call_to_at(index, position);

	return !(call->flags & KV_CALL_EXTERNAL) && call->callee <= *(const uint32_t *)key;
}

static kv_ids ids_of(const uint32_t *list, kv_run run)
{
	return (kv_ids){.id = list + run.first, .count = run.count};
}

kv_ids kv_index_calls_to(const kv_index *index, uint32_t symbol)
{
	uint32_t owner = kv_index_code_of(index, symbol);

	return ids_of(index->calls_by_callee,
		      kv_index_run_between(index, KV_TABLE_CALLS_BY_CALLEE, callee_is_below,
					   callee_is_not_above, &owner));
}

static bool external_is_below(const kv_index *index, uint32_t position, const void *key)
{
	const kv_call *call = call_to_at(index, position);

	return !(call->flags & KV_CALL_EXTERNAL) ||
	       strcmp(kv_index_string(index, call->callee), key) < 0;
}

static bool external_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	const kv_call *call = call_to_at(index, position);

	return !(call->flags & KV_CALL_EXTERNAL) ||
	       strcmp(kv_index_string(index, call->callee), key) <= 0;
}

kv_ids kv_index_calls_to_external(const kv_index *index, const char *name)
{
	return ids_of(index->calls_by_callee,
		      kv_index_run_between(index, KV_TABLE_CALLS_BY_CALLEE, external_is_below,
					   external_is_not_above, name));
}

static bool target_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->pointers[position].target < *(const uint32_t *)key;
}

static bool target_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return index->pointers[position].target <= *(const uint32_t *)key;
}

kv_run kv_index_pointers_to(const kv_index *index, uint32_t symbol)
{
	uint32_t owner = kv_index_code_of(index, symbol);

	return kv_index_run_between(index, KV_TABLE_POINTERS, target_is_below, target_is_not_above,
				    &owner);
}

static bool holder_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->pointers[index->pointers_by_holder[position]].holder < *(const uint32_t *)key;
}

static bool holder_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return index->pointers[index->pointers_by_holder[position]].holder <=
	       *(const uint32_t *)key;
}

kv_ids kv_index_pointers_in(const kv_index *index, uint32_t holder)
{
	return ids_of(index->pointers_by_holder,
		      kv_index_run_between(index, KV_TABLE_POINTERS_BY_HOLDER, holder_is_below,
					   holder_is_not_above, &holder));
}

static bool abi_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->syscalls[position].abi < *(const uint32_t *)key;
}

static bool abi_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return index->syscalls[position].abi <= *(const uint32_t *)key;
}

kv_run kv_index_syscalls_of(const kv_index *index, kv_abi abi)
{
	uint32_t key = abi;

	return kv_index_run_between(index, KV_TABLE_SYSCALLS, abi_is_below, abi_is_not_above, &key);
}

bool kv_index_has_syscalls(const kv_index *index, kv_abi abi)
{
	return index->header->known_syscalls >> abi & 1;
}

static bool main_is_below(const kv_index *index, uint32_t position, const void *key)
{
	const kv_thread *thread = &index->threads[position];

	return !(thread->flags & KV_THREAD_EXTERNAL) && thread->main < *(const uint32_t *)key;
}

static bool main_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	const kv_thread *thread = &index->threads[position];

	return !(thread->flags & KV_THREAD_EXTERNAL) && thread->main <= *(const uint32_t *)key;
}

kv_run kv_index_threads_of(const kv_index *index, uint32_t symbol)
{
	uint32_t owner = kv_index_code_of(index, symbol);

	return kv_index_run_between(index, KV_TABLE_THREADS, main_is_below, main_is_not_above,
				    &owner);
}

static bool owner_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->loops[position].owner < *(const uint32_t *)key;
}

static bool owner_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return index->loops[position].owner <= *(const uint32_t *)key;
}

kv_run kv_index_loops_of(const kv_index *index, uint32_t symbol)
{
	uint32_t owner = kv_index_code_of(index, symbol);

	return kv_index_run_between(index, KV_TABLE_LOOPS, owner_is_below, owner_is_not_above,
				    &owner);
}
