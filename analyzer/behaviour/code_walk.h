/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_CODE_WALK_H
#define KV_BEHAVIOUR_CODE_WALK_H

#include "livepatch/model/model.h"

/*
 * Questions about the C source of a livepatch that several rules ask. All of its units are looked
 * at together, as the linker will.
 */

/* One function of the livepatch's source. */
typedef struct kv_c_ref {
	const kv_c_unit *unit;
	uint32_t function;
} kv_c_ref;

/* One call in the livepatch's source. */
typedef struct kv_call_ref {
	const kv_c_unit *unit;
	uint32_t call;
} kv_call_ref;

const kv_c_function *kv_c_ref_function(const kv_c_ref *ref);
const kv_c_call *kv_call_ref_call(const kv_call_ref *ref);
/* The expression of @ref, and its argument @number, or NULL. */
const kv_expr *kv_call_ref_expr(const kv_call_ref *ref);
const kv_expr *kv_call_ref_argument(const kv_call_ref *ref, uint32_t number);

/*
 * The definition that the name @name means in @unit: its own, else that of another unit unless it
 * is static there. False when the livepatch does not define it. @unit may be NULL.
 */
bool kv_livepatch_find_code(const kv_livepatch *livepatch, const kv_c_unit *unit,
			    const char *name, kv_c_ref *ref);

/* Called for each call; true ends the walk. */
typedef bool (*kv_call_visitor)(const kv_call_ref *ref, gpointer data);

/*
 * Every call that @start makes, itself or through other functions of the livepatch, each once, the
 * nearest first. True when the visitor ended it.
 */
bool kv_c_each_call(const kv_livepatch *livepatch, const kv_c_ref *start,
		       kv_call_visitor visit, gpointer data);
/* Whether @start is @target or calls it, itself or through other functions of the livepatch. */
bool kv_c_leads_to(const kv_livepatch *livepatch, const kv_c_ref *start,
		      const kv_c_ref *target);

/*
 * The same in machine code: called for each direct call that @start makes, itself or through other
 * functions of the module. True when the visitor ended the walk.
 */
typedef bool (*kv_lp_call_visitor)(const kv_lp_call *call, gpointer data);
bool kv_lp_body_each_call(const kv_lp_body *start, kv_lp_call_visitor visit, gpointer data);
/* Whether @start is @target or calls it, itself or through other functions of the module. */
bool kv_lp_body_leads_to(const kv_lp_body *start, const kv_lp_body *target);

/* Whether the test holds for @expression or an operand below it; what sizeof measures is left out. */
typedef bool (*kv_expr_test)(const kv_c_unit *unit, const kv_expr *expression, gpointer data);
bool kv_expr_any(const kv_c_unit *unit, const kv_expr *expression, kv_expr_test test,
		 gpointer data);

/* The name of the function that @expression stands for ("f" or "&f"), or NULL. */
const char *kv_expr_function_name(const kv_c_unit *unit, const kv_expr *expression);

#endif
