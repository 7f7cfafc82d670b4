/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include "index/code.h"
#include "kernel/kernel.h"

/*
 * A hand-made kernel that answers the calls of index/index.h and kernel/kernel.h which the engine
 * makes, from tables in the test: the engine is tested without any ELF file or index format.
 */

/* A direct call. */
typedef struct fake_call {
	uint32_t caller, callee; /* symbols */
} fake_call;

/* "Text" ids are positions in this array, ended by NULL. */
struct kv_index {
	const char *const *strings;
	const kv_symbol *symbols;
	uint32_t symbol_count;
	const kv_function *functions;
	uint32_t function_count;
	const kv_source *sources;
	uint32_t source_count;
	const kv_copy *copies;
	const kv_unit *units;
	bool has_dwarf, damaged_dwarf, has_ftrace;
	bool has_code, has_syscalls;
	const fake_call *calls; /* by caller */
	uint32_t call_count;
	const kv_pointer *pointers;
	uint32_t pointer_count;
	const kv_syscall *syscalls; /* by ABI */
	uint32_t syscall_count;
	const kv_thread *threads; /* by main function */
	uint32_t thread_count;
	GPtrArray *answers; /* id lists that queries have given out; fake_index_clear() frees */
};

struct kv_kernel {
	kv_index *vmlinux;
	kv_index *module;	     /* the only one that is found, */
	const char *module_name;     /* under this name */
	const char *builtin_name;    /* the only built-in module */
	const char *defining_module; /* the only module that kv_kernel_modules_defining() finds */
	bool contradicted;
	GPtrArray *warnings;
};

typedef bool (*fake_filter)(const kv_index *index, uint32_t id, const void *wanted);

/* The ids below @total that @filter lets through. */
kv_ids fake_collect(const kv_index *index, uint32_t total, fake_filter filter, const void *wanted);
/* Frees what queries on @index have given out. */
void fake_index_clear(kv_index *index);

#endif
