/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"

const kv_c_function *kv_c_ref_function(const kv_c_ref *ref)
{
	return kv_c_unit_function(ref->unit, ref->function);
}

const kv_c_call *kv_call_ref_call(const kv_call_ref *ref)
{
	return kv_c_unit_call(ref->unit, ref->call);
}

const kv_expr *kv_call_ref_expr(const kv_call_ref *ref)
{
	return kv_c_unit_expr(ref->unit, kv_call_ref_call(ref)->expression);
}

const kv_expr *kv_call_ref_argument(const kv_call_ref *ref, uint32_t number)
{
	return kv_expr_operand(ref->unit, kv_call_ref_expr(ref), number + 1);
}

static bool find_in(const kv_c_unit *unit, const char *name, bool also_static, kv_c_ref *ref)
{
	uint32_t position = kv_c_unit_find_function(unit, name);
	const kv_c_function *function = kv_c_unit_function(unit, position);

	if (!function || !function->is_defined || (function->is_static && !also_static))
		return false;
	*ref = (kv_c_ref){unit, position};
	return true;
}

bool kv_livepatch_find_code(const kv_livepatch *livepatch, const kv_c_unit *unit,
			    const char *name, kv_c_ref *ref)
{
	if (!name)
		return false;
	if (unit && find_in(unit, name, true, ref))
		return true;
	for (guint i = 0; i < livepatch->units->len; i++) {
		if (find_in(g_ptr_array_index(livepatch->units, i), name, !unit, ref))
			return true;
	}
	return false;
}

/* Functions to look at, each once: @seen has those that were added (kv_c_function). */
static void add_function(GArray *waiting, GHashTable *seen, const kv_c_ref *ref)
{
	if (g_hash_table_add(seen, (gpointer)kv_c_ref_function(ref)))
		g_array_append_val(waiting, *ref);
}

bool kv_c_each_call(const kv_livepatch *livepatch, const kv_c_ref *start,
		       kv_call_visitor visit, gpointer data)
{
	g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(kv_c_ref));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

	add_function(waiting, seen, start);
	for (guint i = 0; i < waiting->len; i++) {
		kv_c_ref at = g_array_index(waiting, kv_c_ref, i);

		const kv_c_function *function = kv_c_ref_function(&at);

		for (uint32_t j = 0; j < function->call_count; j++) {
			kv_call_ref ref = {at.unit, function->calls + j};
			kv_c_ref callee;

			if (visit(&ref, data))
				return true;
			if (kv_livepatch_find_code(livepatch, at.unit, kv_call_ref_call(&ref)->name,
						   &callee))
				add_function(waiting, seen, &callee);
		}
	}
	return false;
}

typedef struct {
	const kv_livepatch *livepatch;
	const kv_c_ref *target;
} target_search;

static bool calls_target(const kv_call_ref *ref, gpointer data)
{
	const target_search *search = data;
	kv_c_ref callee;

	return kv_livepatch_find_code(search->livepatch, ref->unit, kv_call_ref_call(ref)->name,
				      &callee) &&
	       callee.unit == search->target->unit && callee.function == search->target->function;
}

bool kv_c_leads_to(const kv_livepatch *livepatch, const kv_c_ref *start,
		      const kv_c_ref *target)
{
	target_search search = {livepatch, target};

	return (start->unit == target->unit && start->function == target->function) ||
	       kv_c_each_call(livepatch, start, calls_target, &search);
}

bool kv_lp_body_each_call(const kv_lp_body *start, kv_lp_call_visitor visit, gpointer data)
{
	g_autoptr(GPtrArray) waiting = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

	g_ptr_array_add(waiting, (gpointer)start);
	g_hash_table_add(seen, (gpointer)start);
	for (guint i = 0; i < waiting->len; i++) {
		const kv_lp_body *body = g_ptr_array_index(waiting, i);

		for (guint j = 0; j < body->calls->len; j++) {
			const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, j);

			if (visit(call, data))
				return true;
			if (call->body && g_hash_table_add(seen, (gpointer)call->body))
				g_ptr_array_add(waiting, (gpointer)call->body);
		}
	}
	return false;
}

static bool calls_body(const kv_lp_call *call, gpointer data)
{
	return call->body == data;
}

bool kv_lp_body_leads_to(const kv_lp_body *start, const kv_lp_body *target)
{
	return start == target || kv_lp_body_each_call(start, calls_body, (gpointer)target);
}

bool kv_expr_any(const kv_c_unit *unit, const kv_expr *expression, kv_expr_test test,
		 gpointer data)
{
	if (!expression)
		return false;
	if (test(unit, expression, data))
		return true;
	if (expression->kind == KV_EXPR_SIZEOF)
		return false;
	for (const kv_expr *operand = kv_c_unit_expr(unit, expression->first); operand;
	     operand = kv_c_unit_expr(unit, operand->next)) {
		if (kv_expr_any(unit, operand, test, data))
			return true;
	}
	return false;
}

const char *kv_expr_function_name(const kv_c_unit *unit, const kv_expr *expression)
{
	if (expression && expression->kind == KV_EXPR_UNARY && expression->op[0] == '&')
		expression = kv_expr_operand(unit, expression, 0);
	if (!expression || expression->kind != KV_EXPR_NAME ||
	    expression->name_kind != KV_NAME_FUNCTION)
		return NULL;
	return expression->name;
}
