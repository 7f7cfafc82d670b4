/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/index_verify.h"

/* How many records there are of what ids of the tables of machine code refer to. */
typedef struct {
	uint32_t symbols, sources, strings;
} limits;

static bool verify_pieces(const kv_index_content *file, const limits *limit)
{
	const kv_piece *pieces = kv_content_records(file, KV_TABLE_PIECES);
	uint64_t end = 0;
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_PIECES); i++) {
		valid &= kv_is_id(pieces[i].owner, limit->symbols) & (pieces[i].offset >= end);
		end = (uint64_t)pieces[i].offset + pieces[i].size;
	}
	return valid;
}

/* Which callees a kind of call may have, inside the image and outside: @count from @first on. */
typedef struct {
	uint32_t first, count;
} callees;

static bool verify_calls(const kv_index_content *file, const limits *limit)
{
	const kv_call *calls = kv_content_records(file, KV_TABLE_CALLS);
	callees allowed[KV_CALL_KIND_COUNT + 1][2] = {{{0}}}; /* the last is for no kind at all */
	bool valid = true;

	for (int kind = 0; kind < KV_CALL_KIND_COUNT; kind++) {
		bool indirect = kind == KV_CALL_INDIRECT || kind == KV_CALL_INDIRECT_TAIL;

		allowed[kind][0] = indirect ? (callees){KV_NONE, 1} : (callees){0, limit->symbols};
		allowed[kind][1] = indirect ? (callees){0, 0} : (callees){0, limit->strings};
	}
	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_CALLS); i++) {
		const kv_call *call = &calls[i];
		const callees *range = &allowed[MIN(call->kind, KV_CALL_KIND_COUNT)]
					       [call->flags & KV_CALL_EXTERNAL ? 1 : 0];

		valid &= (call->callee - range->first < range->count) &
			 kv_is_id_or_none(call->source, limit->sources);
	}
	return valid;
}

/* Each call belongs to exactly one caller. */
static bool verify_callers(const kv_index_content *file, const limits *limit)
{
	const kv_caller *callers = kv_content_records(file, KV_TABLE_CALLERS);
	uint32_t count = kv_content_count(file, KV_TABLE_CALLERS);
	uint32_t calls = kv_content_count(file, KV_TABLE_CALLS);
	bool valid = count > 0 ? callers[0].first_call == 0 : calls == 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t end = i + 1 < count ? callers[i + 1].first_call : calls;

		valid &=
			kv_is_id(callers[i].symbol, limit->symbols) & (callers[i].first_call < end);
	}
	for (uint32_t i = 1; i < count; i++)
		valid &= callers[i - 1].symbol < callers[i].symbol;
	return valid;
}

static bool verify_pointers(const kv_index_content *file, const limits *limit)
{
	const kv_pointer *pointers = kv_content_records(file, KV_TABLE_POINTERS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_POINTERS); i++) {
		valid &= kv_is_id(pointers[i].target, limit->symbols) &
			 kv_is_id_or_none(pointers[i].holder, limit->symbols) &
			 kv_is_id(pointers[i].type, limit->strings) &
			 kv_is_id(pointers[i].member, limit->strings);
	}
	return valid;
}

static bool verify_syscalls(const kv_index_content *file, const limits *limit)
{
	const kv_syscall *syscalls = kv_content_records(file, KV_TABLE_SYSCALLS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_SYSCALLS); i++) {
		valid &= (syscalls[i].abi < KV_ABI_COUNT) &
			 kv_is_id(syscalls[i].entry, limit->symbols) &
			 kv_is_id(syscalls[i].base, limit->strings);
	}
	return valid;
}

static bool verify_threads(const kv_index_content *file, const limits *limit)
{
	const kv_thread *threads = kv_content_records(file, KV_TABLE_THREADS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_THREADS); i++) {
		uint32_t mains =
			threads[i].flags & KV_THREAD_EXTERNAL ? limit->strings : limit->symbols;

		valid &= kv_is_id(threads[i].main, mains) &
			 kv_is_id_or_none(threads[i].creator, limit->symbols) &
			 kv_is_id(threads[i].through, limit->strings);
	}
	return valid;
}

static bool verify_loops(const kv_index_content *file, const limits *limit)
{
	const kv_loop *loops = kv_content_records(file, KV_TABLE_LOOPS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_LOOPS); i++) {
		valid &= kv_is_id(loops[i].owner, limit->symbols) &
			 kv_is_id_or_none(loops[i].source, limit->sources);
	}
	return valid;
}

bool kv_content_verify_code(const kv_index_content *file)
{
	const limits limit = {
		.symbols = kv_content_count(file, KV_TABLE_SYMBOLS),
		.sources = kv_content_count(file, KV_TABLE_SOURCES),
		.strings = kv_content_count(file, KV_TABLE_STRINGS),
	};

	return verify_loops(file, &limit) && verify_threads(file, &limit) &&
	       verify_syscalls(file, &limit) &&
	       kv_content_verify_ids(file, KV_TABLE_POINTERS_BY_HOLDER, KV_TABLE_POINTERS) &&
	       verify_pointers(file, &limit) &&
	       kv_content_verify_ids(file, KV_TABLE_CALLS_BY_CALLEE, KV_TABLE_CALLS) &&
	       verify_callers(file, &limit) && verify_calls(file, &limit) &&
	       verify_pieces(file, &limit);
}
