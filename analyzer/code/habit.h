/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_HABIT_H
#define KV_CODE_HABIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a task does in a function of a certain name: sleep.yaml of rules/patterns/ and of rules/patterns/index/, list by list. */
typedef enum {
	KV_HABIT_RESCHEDULES = 1 << 0,
	KV_HABIT_BLOCKS = 1 << 1,
	KV_HABIT_MAY_SLEEP = 1 << 2,
	KV_HABIT_DELAYS = 1 << 3,
	KV_HABIT_THREAD_MARKS = 1 << 4,
	KV_HABIT_GENERIC_SLEEP = 1 << 5,
	KV_HABIT_THREAD_FRAMES = 1 << 6,
	KV_HABIT_IDLE = 1 << 7,
	KV_HABIT_LOOKS = 1 << 8,
	KV_HABIT_BOUNDS = 1 << 9,
	KV_HABIT_CALLS_ATOMIC = 1 << 10,
	KV_HABIT_SLEEPS = 1 << 11,
	KV_HABIT_WAITS = 1 << 12,
} kv_habit;

typedef struct kv_habit_pattern {
	const char *name;
	bool prefix; /* of the names that are meant */
	uint16_t habits;
} kv_habit_pattern;

/* Sorted by name (strcmp()). */
extern const kv_habit_pattern kv_habits[];
extern const size_t kv_habits_count;

/* The habits of the function called @name, or of what the compiler cloned from it; 0: none known. */
unsigned int kv_habits_of(const char *name);

/*
 * A number for the function @name among those that a loop calls; the sum of the different ones is
 * the loop's signature. Clones of a function have the number of the function.
 */
uint32_t kv_callee_number(const char *name);

#endif
