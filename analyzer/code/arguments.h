/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_ARGUMENTS_H
#define KV_CODE_ARGUMENTS_H

#include "code/decode.h"

/*
 * What a function of x86-64 passes to those it calls, as far as it is an address that stands in its
 * code or one of its own arguments. A heuristic: one pass in the order of addresses, in which jumps
 * forward carry along what is known and jumps backward do not; memory is not followed. What is
 * found is passed on some way through the code.
 */

typedef enum {
	KV_VALUE_ADDRESS,  /* `value` is an address, or counts from `external` */
	KV_VALUE_ARGUMENT, /* `value` is the number of an argument of the function itself, from 0 */
} kv_value_kind;

typedef struct kv_value {
	uint64_t value;
	uint32_t external; /* as in kv_instruction */
	uint32_t kind;	   /* kv_value_kind */
} kv_value;

/* Several ways may lead to one place; more values than these are not kept. */
#define KV_VALUES_MAX 2

typedef struct kv_values {
	kv_value value[KV_VALUES_MAX];
	uint32_t count; /* 0: nothing known */
} kv_values;

/* How many arguments are passed in registers. */
#define KV_ARGUMENTS_MAX 6

/* Of longer functions nothing is told. */
#define KV_ARGUMENTS_CODE_MAX (64 * 1024)

/*
 * A direct call, or a direct jump out of the code, and what it passes. Returns false for what is no
 * call of the source and changes no argument (__fentry__).
 */
typedef bool (*kv_arguments_visit)(gpointer data, const kv_instruction *branch,
				   const kv_values arguments[KV_ARGUMENTS_MAX]);

/*
 * Visits the calls and jumps out of the @size @bytes at @address: a whole function, or (not
 * @is_entry) a part of one, which does not begin with the function's arguments.
 */
void kv_arguments_trace(const kv_decoder *decoder, const uint8_t *bytes, size_t size,
			uint64_t address, bool is_entry, kv_arguments_visit visit, gpointer data);

#endif
