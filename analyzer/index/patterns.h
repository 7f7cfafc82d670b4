/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_PATTERNS_H
#define KV_INDEX_PATTERNS_H

#include <elf.h>
#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "index/code.h"

/*
 * What an index is built with of what klpvet knows of the kernel by name: the lists of
 * rules/patterns/index/, each with a comment there. tools/patterns.py makes the arrays.
 */

typedef struct kv_syscall_table_pattern {
	uint16_t machine; /* EM_* */
	kv_abi abi;
	const char *dispatch; /* the function that is a switch over the number, or NULL */
	const char *table;    /* the array of addresses */
	uint32_t first, last; /* numbers that belong to the ABI */
	const char *entries;  /* what functions that only this ABI has begin with, or NULL */
	const char *names;    /* what its names of entries begin with, or NULL */
} kv_syscall_table_pattern;

extern const kv_syscall_table_pattern kv_syscall_tables[];
extern const size_t kv_syscall_tables_count;

extern const char *const kv_syscall_prefixes[];
extern const size_t kv_syscall_prefixes_count;

extern const char *const kv_syscall_marks[];
extern const size_t kv_syscall_marks_count;

typedef struct kv_syscall_ending_pattern {
	const char *ending, *plain;
} kv_syscall_ending_pattern;

extern const kv_syscall_ending_pattern kv_syscall_endings[];
extern const size_t kv_syscall_endings_count;

extern const char *const kv_syscall_absent[];
extern const size_t kv_syscall_absent_count;

typedef struct kv_thread_creator_pattern {
	const char *function;
	uint32_t argument; /* 0 is the first */
} kv_thread_creator_pattern;

extern const kv_thread_creator_pattern kv_thread_creators[];
extern const size_t kv_thread_creators_count;

typedef struct kv_thread_object_pattern {
	const char *type, *member;
} kv_thread_object_pattern;

extern const kv_thread_object_pattern kv_thread_objects[];
extern const size_t kv_thread_objects_count;

/* The call that @name is an entry or body of: @name behind its prefix; NULL when it is none. */
const char *kv_syscall_name(const char *name);

/*
 * The name that the entries of one call have in common over all ABIs: "recvmmsg" for
 * "__ia32_compat_sys_recvmmsg_time32". A @name without prefix is taken for that of a call.
 */
char *kv_syscall_base(const char *name);

#endif
