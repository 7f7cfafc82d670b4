/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_PATTERNS_H
#define KV_KERNEL_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/patterns.h"

/*
 * What rules know of the kernel by name, beside what an index is built with: the lists of
 * rules/patterns/, each with a comment there. tools/patterns.py makes the arrays.
 */

enum { KV_RELEASES_MAX = 5 };

typedef struct kv_keeper_pattern {
	const char *function; /* or macro */
	const char *what;
	const char *release[KV_RELEASES_MAX]; /* the rest is NULL */
	bool in_code; /* of machine code only */
} kv_keeper_pattern;

extern const kv_keeper_pattern kv_keepers[];
extern const size_t kv_keepers_count;

typedef struct kv_mutex_waiter_pattern {
	const char *function;
	const char *why;
} kv_mutex_waiter_pattern;

extern const kv_mutex_waiter_pattern kv_mutex_waiters[];
extern const size_t kv_mutex_waiters_count;

extern const char *const kv_harmless_calls[];
extern const size_t kv_harmless_calls_count;

typedef struct kv_allocation_pattern {
	const char *function; /* or macro */
	uint32_t flags;	      /* the number of the argument; 0 is the first */
} kv_allocation_pattern;

extern const kv_allocation_pattern kv_allocations[];
extern const size_t kv_allocations_count;

extern const char *const kv_sleeping_flags[];
extern const size_t kv_sleeping_flags_count;

typedef struct kv_atomic_section_pattern {
	const char *enter, *leave; /* functions or macros */
} kv_atomic_section_pattern;

extern const kv_atomic_section_pattern kv_atomic_sections[];
extern const size_t kv_atomic_sections_count;

typedef struct kv_lock_call_pattern {
	const char *enter, *leave;
} kv_lock_call_pattern;

extern const kv_lock_call_pattern kv_lock_calls[];
extern const size_t kv_lock_calls_count;

/* The beginnings of names. */
extern const char *const kv_passing_calls[];
extern const size_t kv_passing_calls_count;

#endif
