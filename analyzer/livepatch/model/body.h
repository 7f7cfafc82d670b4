/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODEL_BODY_H
#define KV_LIVEPATCH_MODEL_BODY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct kv_lp_body kv_lp_body;

typedef enum {
	KV_LP_CALL_TAIL = 1 << 0, /* a jump: the caller is not on the stack while the callee runs */
	KV_LP_CALL_COLD = 1 << 1, /* from the part that the compiler split off as unlikely */
	/*
	 * What it returns is used as an address before anything is asked about it, and before the
	 * code branches.
	 */
	KV_LP_CALL_DEREFERENCED = 1 << 2,
} kv_lp_call_flags;

typedef enum {
	KV_LP_VALUE_UNKNOWN,
	KV_LP_VALUE_NUMBER,
	KV_LP_VALUE_FUNCTION, /* the address of a function of the module */
	KV_LP_VALUE_OBJECT,   /* the address of a variable of the module */
} kv_lp_value_kind;

/* What is passed to a function or stored; of several ways through the code, on one of them. */
typedef struct kv_lp_value {
	uint8_t kind; /* kv_lp_value_kind */
	uint64_t number;
	const char *name; /* of what the address is of; owned by the body */
	const kv_lp_body *body; /* of a function; names alone do not tell two static ones apart */
} kv_lp_value;

#define KV_LP_ARGUMENTS_MAX 6

/* One direct call of a function of the livepatch module. */
typedef struct kv_lp_call {
	const char *callee;	/* name, without what livepatch symbols have around it */
	const kv_lp_body *body; /* of a function of the module itself; else NULL */
	uint32_t flags;		/* kv_lp_call_flags */
	kv_lp_value arguments[KV_LP_ARGUMENTS_MAX];
} kv_lp_call;

typedef enum {
	KV_LP_STEP_CALL, /* then goes on with next */
	KV_LP_STEP_FORK, /* goes on with next or target */
	KV_LP_STEP_JUMP, /* goes on with target */
	KV_LP_STEP_END,	 /* leaves the function, by a jump to another one if it has a call */
} kv_lp_step_kind;

/* In place of a step or call: none, or one that is not known. */
#define KV_LP_NOWHERE UINT32_MAX

/*
 * One of the instructions that decide what else is executed. A jump that the kernel writes into the
 * code when it runs (static keys) is not known as such: what only those lead to looks unreachable.
 */
typedef struct kv_lp_step {
	uint32_t call;	       /* in calls; KV_LP_NOWHERE: none, or one through a pointer */
	uint32_t next, target; /* in steps; KV_LP_NOWHERE: none */
	uint8_t kind;	       /* kv_lp_step_kind */
} kv_lp_step;

/* One loop of a function of the livepatch module. */
typedef struct kv_lp_loop {
	uint32_t flags;	  /* kv_loop_flags of code/flow.h */
	uint32_t offset;  /* of its head in the function */
	GPtrArray *calls; /* different ones, by name: (element-type utf8) */
} kv_lp_loop;

/* The machine code of one function of the livepatch module, its cold part included. */
struct kv_lp_body {
	char *name;
	bool replacement; /* klp_func.new_func of some function */
	bool complete;	  /* all of it was read; else the loops are not known */
	bool writes;	  /* into variables of the kernel, at fixed places */
	bool sets;	  /* variables of the module, likewise */
	GArray *calls;	  /* (element-type kv_lp_call), by address */
	GArray *steps;	  /* (element-type kv_lp_step), by address, the cold part last */
	GPtrArray *loops; /* (element-type kv_lp_loop) */
	/*
	 * (element-type kv_lp_value): functions and variables of the module whose addresses it
	 * stores by way of a pointer, but not on the stack.
	 */
	GArray *stored;
	GPtrArray *names; /* (element-type utf8): the callees' and the values' */
};

kv_lp_body *kv_lp_body_new(const char *name);
void kv_lp_body_free(kv_lp_body *body);

/* Adds an empty loop, owned by @body. */
kv_lp_loop *kv_lp_body_add_loop(kv_lp_body *body);
/* The string @name, kept by @body. */
const char *kv_lp_body_name(kv_lp_body *body, const char *name);

#endif
