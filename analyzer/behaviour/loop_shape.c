/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/loop_shape.h"

#include <string.h>

#include "code/habit.h"

/* Macros that walk over as many things as the machine has, or as bits are in a word. */
static const char *const counted_walks[] = {
	"for_each_cpu",		"for_each_online_cpu", "for_each_possible_cpu",
	"for_each_present_cpu", "for_each_set_bit",    "for_each_clear_bit",
	"for_each_node",	"for_each_online_node", "for_each_zone",
	"for_each_populated_zone", "for_each_sg",
};

/* What is asked about one loop. */
typedef struct {
	const kv_c_unit *unit;
	uint32_t loop;
	GArray *blocks;	 /* of its rounds */
	GHashTable *set; /* local variables that its rounds assign to */
	bool stores;	 /* assigns to anything that is no local variable */
} shape;

static bool is_in(const shape *about, uint32_t block)
{
	for (guint i = 0; i < about->blocks->len; i++) {
		if (g_array_index(about->blocks, guint32, i) == block)
			return true;
	}
	return false;
}

typedef bool (*expr_visit)(shape *about, const kv_expr *expression);

static bool visit_tree(shape *about, const kv_expr *expression, expr_visit visit)
{
	if (!expression)
		return false;
	if (visit(about, expression))
		return true;
	for (const kv_expr *operand = kv_c_unit_expr(about->unit, expression->first); operand;
	     operand = kv_c_unit_expr(about->unit, operand->next)) {
		if (visit_tree(about, operand, visit))
			return true;
	}
	return false;
}

static bool visit_block(shape *about, uint32_t position, expr_visit visit)
{
	const kv_c_block *block = kv_c_unit_block(about->unit, position);

	for (uint32_t i = 0; i < block->item_count; i++) {
		uint32_t item = g_array_index(about->unit->items, guint32, block->items + i);

		if (visit_tree(about, kv_c_unit_expr(about->unit, item), visit))
			return true;
	}
	return visit_tree(about, kv_c_unit_expr(about->unit, block->condition), visit);
}

static bool visit_rounds(shape *about, expr_visit visit)
{
	for (guint i = 0; i < about->blocks->len; i++) {
		if (visit_block(about, g_array_index(about->blocks, guint32, i), visit))
			return true;
	}
	return false;
}

/* Whether a way out of the loop begins at the end of @block. */
static bool leaves_from(const shape *about, const kv_c_block *block)
{
	for (uint32_t i = 0; i < block->edge_count; i++) {
		if (!is_in(about,
			   g_array_index(about->unit->edges, kv_c_edge, block->edges + i).to))
			return true;
	}
	return false;
}

/* Visits what decides whether the loop ends: the conditions at its exits. */
static bool visit_exits(shape *about, expr_visit visit, bool *has_exit)
{
	*has_exit = false;
	for (guint i = 0; i < about->blocks->len; i++) {
		const kv_c_block *block = kv_c_unit_block(
			about->unit, g_array_index(about->blocks, guint32, i));

		if (!leaves_from(about, block))
			continue;
		*has_exit = true;
		if (visit_tree(about, kv_c_unit_expr(about->unit, block->condition), visit))
			return true;
	}
	return false;
}

/* The local variable that @expression is, or NULL. */
static const kv_expr *as_local(const shape *about, const kv_expr *expression)
{
	const kv_c_variable *variable =
		expression && expression->kind == KV_EXPR_NAME &&
				expression->name_kind == KV_NAME_VARIABLE
			? kv_c_unit_variable(about->unit, expression->target)
			: NULL;

	return variable && variable->function != KV_NOWHERE && !variable->is_static ? expression
										    : NULL;
}

static bool is_step(const kv_expr *expression)
{
	return expression->kind == KV_EXPR_UNARY && (strcmp(expression->op, "++") == 0 ||
						     strcmp(expression->op, "--") == 0);
}

/* What @expression assigns to, or NULL. */
static const kv_expr *assigned_by(const shape *about, const kv_expr *expression)
{
	if (expression->kind == KV_EXPR_ASSIGN || is_step(expression))
		return kv_expr_operand(about->unit, expression, 0);
	return expression->kind == KV_EXPR_DECLARE ? expression : NULL;
}

static bool note_assignment(shape *about, const kv_expr *expression)
{
	const kv_expr *to = assigned_by(about, expression);

	if (!to || to == expression)
		return false;
	if (as_local(about, to))
		g_hash_table_add(about->set, GUINT_TO_POINTER(to->target));
	else
		about->stores = true;
	return false;
}

static bool is_set_local(shape *about, const kv_expr *expression)
{
	return as_local(about, expression) &&
	       g_hash_table_contains(about->set, GUINT_TO_POINTER(expression->target));
}

/* "p = p->next", "n = p->next; p = n", "i++": where a round begins follows from the round before. */
static bool is_advance(shape *about, const kv_expr *expression)
{
	if (is_step(expression))
		return as_local(about, kv_expr_operand(about->unit, expression, 0));
	if (expression->kind != KV_EXPR_ASSIGN ||
	    !as_local(about, kv_expr_operand(about->unit, expression, 0)))
		return false;
	return strcmp(expression->op, "=") != 0 ||
	       visit_tree(about, kv_expr_operand(about->unit, expression, 1), is_set_local);
}

/* Whether @expression counts a local variable up or down. */
static const kv_expr *counted_by(const shape *about, const kv_expr *expression)
{
	static const char *const counting[] = {"+=", "-=", ">>=", "<<=", "/=", "*=", "&="};
	const kv_expr *to = as_local(about, kv_expr_operand(about->unit, expression, 0));
	const kv_expr *value;

	if (is_step(expression))
		return to;
	if (expression->kind != KV_EXPR_ASSIGN || !to)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(counting); i++) {
		if (strcmp(expression->op, counting[i]) == 0)
			return to;
	}
	value = kv_expr_operand(about->unit, expression, 1);
	if (!value || value->kind != KV_EXPR_BINARY || !strchr("+-/*><&", value->op[0]))
		return NULL;
	for (uint32_t i = 0; i < 2; i++) {
		const kv_expr *part = as_local(about, kv_expr_operand(about->unit, value, i));

		if (part && part->target == to->target)
			return to;
	}
	return NULL;
}

static bool note_count(shape *about, const kv_expr *expression)
{
	const kv_expr *counted = counted_by(about, expression);

	if (counted)
		g_hash_table_add(about->set, GUINT_TO_POINTER(counted->target));
	return false;
}

/* Whether a counter that its rounds change decides at some exit whether the loop ends. */
static bool is_counted(shape *about)
{
	bool has_exit, counted;

	visit_rounds(about, note_count);
	counted = visit_exits(about, is_set_local, &has_exit);
	g_hash_table_remove_all(about->set);
	return counted;
}

static unsigned int habits_at(const kv_expr *expression, const kv_c_unit *unit)
{
	const kv_expr *called = expression->kind == KV_EXPR_CALL
					? kv_expr_operand(unit, expression, 0)
					: NULL;
	unsigned int habits = called && called->kind == KV_EXPR_NAME ? kv_habits_of(called->name)
								     : 0;

	return habits | (expression->macro ? kv_habits_of(expression->macro) : 0);
}

static bool bounds_loop(shape *about, const kv_expr *expression)
{
	return habits_at(expression, about->unit) & KV_HABIT_BOUNDS ||
	       (expression->kind == KV_EXPR_NAME && expression->name &&
		strcmp(expression->name, "jiffies") == 0);
}

static bool asks_thread(shape *about, const kv_expr *expression)
{
	return habits_at(expression, about->unit) & KV_HABIT_THREAD_MARKS;
}

static bool delays(shape *about, const kv_expr *expression)
{
	return habits_at(expression, about->unit) & KV_HABIT_DELAYS;
}

/* A call that does more than look at something. */
static bool acts(shape *about, const kv_expr *expression)
{
	return expression->kind == KV_EXPR_CALL &&
	       !(habits_at(expression, about->unit) & (KV_HABIT_LOOKS | KV_HABIT_DELAYS));
}

/* A loop of a macro that is no walk belongs to the kernel: wait_event(), readl_poll_timeout(). */
static bool is_of_macro(const kv_c_loop *loop)
{
	if (!loop->macro)
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(counted_walks); i++) {
		if (g_str_has_prefix(loop->macro, counted_walks[i]))
			return true;
	}
	return !strstr(loop->macro, "for_each") && !strstr(loop->macro, "_walk");
}

static bool kind_of(shape *about, bool in_main, kv_busy_kind *kind)
{
	const kv_c_loop *loop = kv_c_unit_loop(about->unit, about->loop);
	bool has_exit, bounded;

	if (loop->rounds >= 0 || is_of_macro(loop) || about->blocks->len == 0)
		return false;
	if (visit_rounds(about, asks_thread)) {
		*kind = KV_BUSY_THREAD;
		return true;
	}
	bounded = visit_exits(about, bounds_loop, &has_exit);
	if (bounded || is_counted(about))
		return false;
	if (!has_exit && in_main) {
		*kind = KV_BUSY_THREAD;
		return true;
	}
	visit_rounds(about, note_assignment);
	if (!has_exit || visit_rounds(about, delays) ||
	    (!about->stores && !visit_rounds(about, acts) && !visit_rounds(about, is_advance)))
		*kind = KV_BUSY_WAIT;
	else
		*kind = KV_BUSY_WALK;
	return true;
}

bool kv_loop_busy_kind(const kv_c_unit *unit, uint32_t loop, bool in_main, kv_busy_kind *kind)
{
	shape about = {.unit = unit, .loop = loop};
	bool found;

	about.blocks = kv_loop_blocks(unit, loop);
	about.set = g_hash_table_new(g_direct_hash, g_direct_equal);
	found = kind_of(&about, in_main, kind);
	g_array_unref(about.blocks);
	g_hash_table_unref(about.set);
	return found;
}
