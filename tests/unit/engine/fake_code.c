/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>

#include "fake_kernel.h"

/* The calls of index/code.h; the best symbol of an address is the first one there. */

bool kv_index_has_code(const kv_index *index)
{
	return index->has_code;
}

uint32_t kv_index_code_at(const kv_index *index, uint64_t address)
{
	for (uint32_t i = 0; i < index->symbol_count; i++) {
		if (index->symbols[i].address == address &&
		    index->symbols[i].flags & KV_SYMBOL_FUNCTION)
			return i;
	}
	return KV_NONE;
}

uint32_t kv_index_code_of(const kv_index *index, uint32_t symbol)
{
	uint32_t best = kv_index_code_at(index, index->symbols[symbol].address);

	return best == KV_NONE ? symbol : best;
}

uint32_t kv_index_caller(const kv_index *index, uint32_t call)
{
	return index->calls[call].caller;
}

uint32_t kv_index_call_count(const kv_index *index)
{
	return index->call_count;
}

const kv_call *kv_index_call(const kv_index *index, uint32_t call)
{
	static kv_call answer;

	answer = (kv_call){.callee = index->calls[call].callee};
	return &answer;
}

/* Each call stands for a caller. */
uint32_t kv_index_caller_count(const kv_index *index)
{
	return index->call_count;
}

kv_run kv_index_caller_at(const kv_index *index, uint32_t caller, uint32_t *symbol)
{
	*symbol = index->calls[caller].caller;
	return (kv_run){.first = caller, .count = 1};
}

kv_run kv_index_calls_from(const kv_index *index, uint32_t symbol)
{
	kv_run run = {0};

	for (uint32_t i = 0; i < index->call_count; i++) {
		if (index->calls[i].caller != symbol)
			continue;
		if (run.count++ == 0)
			run.first = i;
	}
	return run;
}

static bool calls_it(const kv_index *index, uint32_t id, const void *wanted)
{
	return index->calls[id].callee == *(const uint32_t *)wanted;
}

kv_ids kv_index_calls_to(const kv_index *index, uint32_t symbol)
{
	return fake_collect(index, index->call_count, calls_it, &symbol);
}

uint32_t kv_index_pointer_count(const kv_index *index)
{
	return index->pointer_count;
}

const kv_pointer *kv_index_pointer(const kv_index *index, uint32_t pointer)
{
	return &index->pointers[pointer];
}

uint32_t kv_index_syscall_count(const kv_index *index)
{
	return index->syscall_count;
}

const kv_syscall *kv_index_syscall(const kv_index *index, uint32_t syscall)
{
	return &index->syscalls[syscall];
}

kv_run kv_index_syscalls_of(const kv_index *index, kv_abi abi)
{
	kv_run run = {0};

	for (uint32_t i = 0; i < index->syscall_count; i++) {
		if (index->syscalls[i].abi != abi)
			continue;
		if (run.count++ == 0)
			run.first = i;
	}
	return run;
}

bool kv_index_has_syscalls(const kv_index *index, kv_abi abi)
{
	return index->has_syscalls;
}

uint32_t kv_index_thread_count(const kv_index *index)
{
	return index->thread_count;
}

const kv_thread *kv_index_thread(const kv_index *index, uint32_t thread)
{
	return &index->threads[thread];
}

kv_run kv_index_threads_of(const kv_index *index, uint32_t symbol)
{
	kv_run run = {0};

	for (uint32_t i = 0; i < index->thread_count; i++) {
		if (index->threads[i].main != symbol)
			continue;
		if (run.count++ == 0)
			run.first = i;
	}
	return run;
}

kv_run kv_index_pointers_to(const kv_index *index, uint32_t symbol)
{
	kv_run run = {0};

	for (uint32_t i = 0; i < index->pointer_count; i++) {
		if (index->pointers[i].target != symbol)
			continue;
		if (run.count++ == 0)
			run.first = i;
	}
	return run;
}

/* No test needs loops. */
uint32_t kv_index_loop_count(const kv_index *index)
{
	return 0;
}

kv_run kv_index_loops_of(const kv_index *index, uint32_t symbol)
{
	return (kv_run){0};
}

const kv_loop *kv_index_loop(const kv_index *index, uint32_t loop)
{
	return NULL;
}

kv_fact kv_kernel_config(const kv_kernel *kernel, const char *option, const char **value)
{
	return KV_UNKNOWN;
}

uint16_t kv_index_machine(const kv_index *index)
{
	return EM_X86_64;
}
