/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_BODY_H
#define KV_LIVEPATCH_BODY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct kv_lp_body kv_lp_body;

typedef enum {
	KV_LP_CALL_TAIL = 1 << 0, /* a jump: the caller is not on the stack while the callee runs */
	KV_LP_CALL_COLD = 1 << 1, /* from the part that the compiler split off as unlikely */
} kv_lp_call_flags;

/* One direct call of a function of the livepatch module. */
typedef struct kv_lp_call {
	const char *callee;	/* name, without what livepatch symbols have around it */
	const kv_lp_body *body; /* of a function of the module itself; else NULL */
	uint32_t flags;		/* kv_lp_call_flags */
} kv_lp_call;

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
	GArray *calls;	  /* (element-type kv_lp_call), by address */
	GPtrArray *loops; /* (element-type kv_lp_loop) */
	GPtrArray *names; /* (element-type utf8): the callees' */
};

kv_lp_body *kv_lp_body_new(const char *name);
void kv_lp_body_free(kv_lp_body *body);

/* Adds an empty loop, owned by @body. */
kv_lp_loop *kv_lp_body_add_loop(kv_lp_body *body);
/* The string @name, kept by @body. */
const char *kv_lp_body_name(kv_lp_body *body, const char *name);

#endif
