/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_SHADOW_H
#define KV_BEHAVIOUR_SHADOW_H

#include "behaviour/code_walk.h"

/* What a livepatch does with shadow variables (kernel/livepatch/shadow.c). */

typedef enum {
	KV_SHADOW_ALLOC,
	KV_SHADOW_GET_OR_ALLOC,
	KV_SHADOW_GET,
	KV_SHADOW_FREE,
	KV_SHADOW_FREE_ALL,
} kv_shadow_kind;

/* One call of the shadow variable interface. Expressions are NULL where the call has none. */
typedef struct kv_shadow_use {
	kv_call_ref call;	/* of source; its unit is NULL otherwise */
	const kv_lp_body *body; /* of a module: the function that makes the call, else NULL */
	const kv_lp_call *code; /* likewise: that call */
	kv_shadow_kind kind;
	const char *function;	/* "klp_shadow_alloc" */
	const kv_expr *object;	/* the parent */
	const kv_expr *id;
	const kv_expr *size;
	const kv_expr *constructor, *destructor;
	/* Of a module: NULL as well when it is not one of the module's functions. */
	const kv_lp_body *constructor_body, *destructor_body;
	/* The same for equal ids: the value, or the expression as written when it is no constant. */
	char *key;
	bool has_value; /* the id is a constant */
} kv_shadow_use;

/*
 * Every use in all units, or in the machine code, of @livepatch, in order: (element-type
 * kv_shadow_use), the caller's.
 */
GPtrArray *kv_livepatch_shadow_uses(const kv_livepatch *livepatch);

static inline bool kv_shadow_use_allocates(const kv_shadow_use *use)
{
	return use->kind == KV_SHADOW_ALLOC || use->kind == KV_SHADOW_GET_OR_ALLOC;
}

/* How messages call the id: as written, with its value if that says more. Free with g_free(). */
char *kv_shadow_use_id_text(const kv_shadow_use *use);

#endif
