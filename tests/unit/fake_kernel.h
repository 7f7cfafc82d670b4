/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include "kernel/kernel.h"

/*
 * A hand-made kernel that answers the calls of kernel/index.h and kernel/kernel.h which the engine
 * makes, from tables in the test: the engine is tested without any ELF file or index format.
 */

/* "Text" ids are positions in this array, ended by NULL. */
struct kv_index {
	const char *const *strings;
	const kv_symbol *symbols;
	uint32_t symbol_count;
	const kv_function *functions;
	const kv_source *sources;
	const kv_copy *copies;
	const kv_unit *units;
	bool has_dwarf, has_ftrace;
	kv_ids named_cache[8]; /* owned; filled by kv_index_symbols_named() */
	const char *named[8];
};

struct kv_kernel {
	kv_index *vmlinux;
	kv_index *module;	  /* the only one that is found, */
	const char *module_name;  /* under this name */
	const char *builtin_name; /* the only built-in module */
	GPtrArray *warnings;
};

/* Frees what queries cached in @index. */
void fake_index_clear(kv_index *index);

#endif
