/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/facts.h"

/* Ways through the blocks of one function. */
typedef struct kv_walk {
	const kv_c_unit *unit;
	uint32_t first, count; /* blocks of the function */
	GArray *waiting;       /* (element-type guint32) */
	bool *seen;	       /* by position in the function */
} kv_walk;

static bool walk_start(kv_walk *walk, const kv_c_unit *unit, uint32_t function)
{
	const kv_c_function *owner = kv_c_unit_function(unit, function);

	if (!owner || owner->block_count == 0)
		return false;
	walk->unit = unit;
	walk->first = owner->blocks;
	walk->count = owner->block_count;
	walk->waiting = g_array_new(FALSE, FALSE, sizeof(guint32));
	walk->seen = g_new0(bool, owner->block_count);
	return true;
}

static void walk_end(kv_walk *walk)
{
	g_clear_pointer(&walk->waiting, g_array_unref);
	g_clear_pointer(&walk->seen, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_walk, walk_end)

/* Puts @block on the list unless it was there before. */
static void walk_add(kv_walk *walk, uint32_t block)
{
	if (block - walk->first >= walk->count || walk->seen[block - walk->first])
		return;
	walk->seen[block - walk->first] = true;
	g_array_append_val(walk->waiting, block);
}

static bool walk_next(kv_walk *walk, uint32_t *block)
{
	if (walk->waiting->len == 0)
		return false;
	*block = g_array_index(walk->waiting, guint32, walk->waiting->len - 1);
	g_array_set_size(walk->waiting, walk->waiting->len - 1);
	return true;
}

static const kv_c_edge *edge_at(const kv_c_unit *unit, const kv_c_block *block,
				   uint32_t number)
{
	return &g_array_index(unit->edges, kv_c_edge, block->edges + number);
}

static void walk_add_successors(kv_walk *walk, uint32_t block)
{
	const kv_c_block *from = kv_c_unit_block(walk->unit, block);

	for (uint32_t i = 0; i < from->edge_count; i++)
		walk_add(walk, edge_at(walk->unit, from, i)->to);
}

/* The edges of @walk's function turned round: for each block, the blocks that lead to it. */
static GPtrArray *predecessors_of(const kv_walk *walk)
{
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);

	for (uint32_t i = 0; i < walk->count; i++)
		g_ptr_array_add(all, g_array_new(FALSE, FALSE, sizeof(guint32)));
	for (uint32_t i = walk->first; i < walk->first + walk->count; i++) {
		const kv_c_block *block = kv_c_unit_block(walk->unit, i);

		for (uint32_t j = 0; j < block->edge_count; j++) {
			uint32_t to = edge_at(walk->unit, block, j)->to - walk->first;

			if (to < walk->count)
				g_array_append_val(g_ptr_array_index(all, to), i);
		}
	}
	return all;
}

static bool is_inside(const kv_c_unit *unit, const kv_c_block *block, uint32_t loop)
{
	uint32_t around = block->loop;

	while (around != KV_NOWHERE && around != loop)
		around = kv_c_unit_loop(unit, around)->outer;
	return around == loop;
}

/* Whether @block ends a round of @loop: an edge back to the head from the loop itself. */
static bool ends_round(const kv_c_unit *unit, const kv_c_block *block, uint32_t loop)
{
	const kv_c_loop *about = kv_c_unit_loop(unit, loop);

	for (uint32_t i = 0; i < block->edge_count; i++) {
		const kv_c_edge *edge = edge_at(unit, block, i);

		if (edge->is_back && edge->to == about->head &&
		    (about->kind == KV_C_LOOP_GOTO || is_inside(unit, block, loop)))
			return true;
	}
	return false;
}

GArray *kv_loop_blocks(const kv_c_unit *unit, uint32_t loop)
{
	const kv_c_loop *about = kv_c_unit_loop(unit, loop);
	GArray *blocks = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GPtrArray) predecessors = NULL;
	g_auto(kv_walk) walk = {0};
	uint32_t block;

	if (!about || !walk_start(&walk, unit, about->function))
		return blocks;
	predecessors = predecessors_of(&walk);
	/* Backwards from the ends of its rounds, the head being where every round began. */
	walk.seen[about->head - walk.first] = true;
	for (uint32_t i = walk.first; i < walk.first + walk.count; i++) {
		if (ends_round(unit, kv_c_unit_block(unit, i), loop))
			walk_add(&walk, i);
	}
	while (walk_next(&walk, &block)) {
		const GArray *before = g_ptr_array_index(predecessors, block - walk.first);

		for (guint i = 0; i < before->len; i++)
			walk_add(&walk, g_array_index(before, guint32, i));
	}
	for (uint32_t i = walk.first; i < walk.first + walk.count; i++) {
		if (walk.seen[i - walk.first])
			g_array_append_val(blocks, i);
	}
	return blocks;
}

bool kv_loop_has_way_round(const kv_c_unit *unit, uint32_t loop, kv_block_test stop,
			   gpointer data)
{
	g_autoptr(GArray) blocks = kv_loop_blocks(unit, loop);
	const kv_c_loop *about = kv_c_unit_loop(unit, loop);
	g_auto(kv_walk) walk = {0};
	uint32_t block;

	if (!about || !walk_start(&walk, unit, about->function))
		return false;
	/* What is not part of the loop counts as seen, so that it is never entered. */
	for (uint32_t i = 0; i < walk.count; i++)
		walk.seen[i] = true;
	for (guint i = 0; i < blocks->len; i++)
		walk.seen[g_array_index(blocks, guint32, i) - walk.first] = false;
	walk_add(&walk, about->head);
	while (walk_next(&walk, &block)) {
		if (stop(unit, block, data))
			continue;
		if (ends_round(unit, kv_c_unit_block(unit, block), loop))
			return true;
		walk_add_successors(&walk, block);
	}
	return false;
}

bool kv_block_reaches(const kv_c_unit *unit, uint32_t from, kv_block_test goal,
		      kv_block_test stop, gpointer data)
{
	const kv_c_block *start = kv_c_unit_block(unit, from);
	g_auto(kv_walk) walk = {0};
	uint32_t block;

	if (!start || !walk_start(&walk, unit, start->function))
		return false;
	walk_add_successors(&walk, from);
	while (walk_next(&walk, &block)) {
		if (goal(unit, block, data))
			return true;
		if (!stop || !stop(unit, block, data))
			walk_add_successors(&walk, block);
	}
	return false;
}
