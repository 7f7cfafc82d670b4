/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/verify.h"

static uint32_t symbol_count(const kv_index_content *file)
{
	return kv_content_count(file, KV_TABLE_SYMBOLS);
}

static uint32_t source_count(const kv_index_content *file)
{
	return kv_content_count(file, KV_TABLE_SOURCES);
}

static uint32_t string_size(const kv_index_content *file)
{
	return kv_content_count(file, KV_TABLE_STRINGS);
}

bool kv_content_verify_pieces(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_piece *pieces = kv_content_records(file, KV_TABLE_PIECES);
	uint32_t symbols = symbol_count(file);
	uint64_t before =
		first > 0 ? (uint64_t)pieces[first - 1].offset + pieces[first - 1].size : 0;
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		valid &= kv_is_id(pieces[i].owner, symbols) & (pieces[i].offset >= before);
		before = (uint64_t)pieces[i].offset + pieces[i].size;
	}
	return valid;
}

/* Which callees a kind of call may have, inside the image and outside: @count from @first on. */
typedef struct {
	uint32_t first, count;
} callees;

bool kv_content_verify_calls(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_call *calls = kv_content_records(file, KV_TABLE_CALLS);
	callees allowed[KV_CALL_KIND_COUNT + 1][2] = {{{0}}}; /* the last is for no kind at all */
	uint32_t sources = source_count(file);
	bool valid = true;

	for (int kind = 0; kind < KV_CALL_KIND_COUNT; kind++) {
		bool indirect = kind == KV_CALL_INDIRECT || kind == KV_CALL_INDIRECT_TAIL;

		allowed[kind][0] =
			indirect ? (callees){KV_NONE, 1} : (callees){0, symbol_count(file)};
		allowed[kind][1] = indirect ? (callees){0, 0} : (callees){0, string_size(file)};
	}
	for (uint32_t i = first; i < end; i++) {
		const kv_call *call = &calls[i];
		const callees *range = &allowed[MIN(call->kind, KV_CALL_KIND_COUNT)]
					       [call->flags & KV_CALL_EXTERNAL ? 1 : 0];

		valid &= (call->callee - range->first < range->count) &
			 kv_is_id_or_none(call->source, sources);
	}
	return valid;
}

/* Each call belongs to exactly one caller. */
bool kv_content_verify_callers(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_caller *callers = kv_content_records(file, KV_TABLE_CALLERS);
	uint32_t count = kv_content_count(file, KV_TABLE_CALLERS);
	uint32_t calls = kv_content_count(file, KV_TABLE_CALLS);
	uint32_t symbols = symbol_count(file);
	bool valid = first > 0 || callers[0].first_call == 0;

	for (uint32_t i = first; i < end; i++) {
		uint32_t next = i + 1 < count ? callers[i + 1].first_call : calls;

		valid &= kv_is_id(callers[i].symbol, symbols) & (callers[i].first_call < next);
	}
	for (uint32_t i = MAX(first, 1); i < end; i++)
		valid &= callers[i - 1].symbol < callers[i].symbol;
	return valid;
}

bool kv_content_verify_pointers(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_pointer *pointers = kv_content_records(file, KV_TABLE_POINTERS);
	uint32_t symbols = symbol_count(file), strings = string_size(file);
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		valid &= kv_is_id(pointers[i].target, symbols) &
			 kv_is_id_or_none(pointers[i].holder, symbols) &
			 kv_is_id(pointers[i].type, strings) &
			 kv_is_id(pointers[i].member, strings);
	}
	return valid;
}

bool kv_content_verify_syscalls(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_syscall *syscalls = kv_content_records(file, KV_TABLE_SYSCALLS);
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		valid &= (syscalls[i].abi < KV_ABI_COUNT) &
			 kv_is_id(syscalls[i].entry, symbol_count(file)) &
			 kv_is_id(syscalls[i].base, string_size(file));
	}
	return valid;
}

bool kv_content_verify_threads(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_thread *threads = kv_content_records(file, KV_TABLE_THREADS);
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		uint32_t mains = threads[i].flags & KV_THREAD_EXTERNAL ? string_size(file)
								       : symbol_count(file);

		valid &= kv_is_id(threads[i].main, mains) &
			 kv_is_id_or_none(threads[i].creator, symbol_count(file)) &
			 kv_is_id(threads[i].through, string_size(file));
	}
	return valid;
}

bool kv_content_verify_loops(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_loop *loops = kv_content_records(file, KV_TABLE_LOOPS);
	uint32_t symbols = symbol_count(file), sources = source_count(file);
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		valid &= kv_is_id(loops[i].owner, symbols) &
			 kv_is_id_or_none(loops[i].source, sources);
	}
	return valid;
}
