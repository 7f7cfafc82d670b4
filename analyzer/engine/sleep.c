/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "code/habit.h"
#include "engine/code_walk.h"

/* Allocations that sleep if their flags allow it, and the number of the argument. */
static const struct {
	const char *name;
	uint32_t flags;
} allocations[] = {
	{"kmalloc", 1},	       {"kzalloc", 1},	   {"kcalloc", 2},
	{"kmalloc_array", 2},  {"kmemdup", 2},	   {"kstrdup", 1},
	{"kasprintf", 0},      {"krealloc", 2},	   {"kmalloc_node", 1},
	{"kzalloc_node", 1},   {"kvmalloc", 1},	   {"kvzalloc", 1},
	{"kvmalloc_array", 2}, {"kvcalloc", 2},	   {"kmem_cache_alloc", 1},
	{"kmem_cache_zalloc", 1}, {"alloc_skb", 1}, {"alloc_pages", 0},
	{"klp_shadow_alloc", 3}, {"klp_shadow_get_or_alloc", 3}, {"__get_free_pages", 0},
	{"get_zeroed_page", 0}, {"mempool_alloc", 1}, {"__kmalloc", 1},
	{"kmalloc_trace", 1},  {"kvmalloc_node", 1}, {"__alloc_pages", 0},
	{"__vmalloc", 1},
};

/* Flags with __GFP_DIRECT_RECLAIM in them (include/linux/gfp_types.h). */
static const char *const sleeping_flags[] = {
	"GFP_KERNEL", "GFP_USER", "GFP_NOIO", "GFP_NOFS", "GFP_HIGHUSER", "__GFP_DIRECT_RECLAIM",
	"__GFP_RECLAIM",
};

/* What enters a section in which a task must not sleep, and what leaves it. */
static const struct {
	const char *enter, *leave;
} sections[] = {
	{"spin_lock", "spin_unlock"},
	{"spin_lock_bh", "spin_unlock_bh"},
	{"spin_lock_irq", "spin_unlock_irq"},
	{"spin_lock_irqsave", "spin_unlock_irqrestore"},
	{"raw_spin_lock", "raw_spin_unlock"},
	{"raw_spin_lock_irq", "raw_spin_unlock_irq"},
	{"raw_spin_lock_irqsave", "raw_spin_unlock_irqrestore"},
	{"read_lock", "read_unlock"},
	{"read_lock_bh", "read_unlock_bh"},
	{"write_lock", "write_unlock"},
	{"write_lock_bh", "write_unlock_bh"},
	{"write_lock_irq", "write_unlock_irq"},
	{"write_lock_irqsave", "write_unlock_irqrestore"},
	{"bh_lock_sock", "bh_unlock_sock"},
	{"rcu_read_lock", "rcu_read_unlock"},
	{"rcu_read_lock_bh", "rcu_read_unlock_bh"},
	{"preempt_disable", "preempt_enable"},
	{"local_bh_disable", "local_bh_enable"},
	{"local_irq_disable", "local_irq_enable"},
	{"local_irq_save", "local_irq_restore"},
};

/* Whether the source has the call as @name, be that a function or a macro. */
static bool is_called(const kv_code_call *call, const char *name)
{
	return g_strcmp0(call->name, name) == 0 || g_strcmp0(call->macro, name) == 0;
}

static bool has_sleeping_flag(const kv_code_unit *unit, const kv_expr *flags)
{
	for (gsize i = 0; flags && flags->text && i < G_N_ELEMENTS(sleeping_flags); i++) {
		const char *found = strstr(flags->text, sleeping_flags[i]);

		/* Not "~__GFP_DIRECT_RECLAIM", and not a longer name. */
		if (found && !strchr(flags->text, '~') &&
		    !g_ascii_isalnum(found[strlen(sleeping_flags[i])]))
			return true;
	}
	return false;
}

/* Where the flags of the allocation @call stand among its arguments; false for other calls. */
static bool is_allocation(const kv_code_call *call, uint32_t *flags)
{
	for (gsize i = 0; i < G_N_ELEMENTS(allocations); i++) {
		if (!is_called(call, allocations[i].name))
			continue;
		*flags = allocations[i].flags;
		return g_strcmp0(call->name, allocations[i].name) == 0;
	}
	return false;
}

char *kv_call_ref_sleeps(const kv_call_ref *ref)
{
	const unsigned int habits = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;
	const kv_code_call *call = kv_call_ref_call(ref);
	uint32_t number;

	if (is_allocation(call, &number)) {
		const kv_expr *flags = kv_call_ref_argument(ref, number);

		return has_sleeping_flag(ref->unit, flags)
			       ? g_strdup_printf("%s() with %s", call->name, flags->text)
			       : NULL;
	}
	if (call->macro && kv_habits_of(call->macro) & habits)
		return g_strdup_printf("%s()", call->macro);
	if (call->name && kv_habits_of(call->name) & habits)
		return g_strdup_printf("%s()", call->name);
	return NULL;
}

/* A way from a call that enters a section to another call. */
typedef struct {
	const kv_code_unit *unit;
	const char *leave;
	uint32_t goal; /* block */
} section_walk;

/* Whether @block leaves the section in a call between the positions @after and @before. */
static bool leaves(const section_walk *walk, uint32_t block, uint32_t after, uint32_t before)
{
	for (uint32_t i = after; i < before; i++) {
		const kv_code_call *call = kv_code_unit_call(walk->unit, i);

		if (call->block == block && is_called(call, walk->leave))
			return true;
	}
	return false;
}

static bool is_goal(const kv_code_unit *unit, uint32_t block, gpointer data)
{
	return block == ((const section_walk *)data)->goal;
}

static bool is_left(const kv_code_unit *unit, uint32_t block, gpointer data)
{
	return leaves(data, block, 0, unit->calls->len);
}

/* Whether @ref may be reached from the call @enter without leaving the section that it enters. */
static bool is_inside(const kv_call_ref *ref, uint32_t enter, const char *leave)
{
	const kv_code_call *from = kv_code_unit_call(ref->unit, enter);
	const kv_code_call *to = kv_call_ref_call(ref);
	section_walk walk = {ref->unit, leave, to->block};

	if (from->block == to->block && enter < ref->call)
		return !leaves(&walk, from->block, enter, ref->call);
	if (leaves(&walk, from->block, enter, ref->unit->calls->len) ||
	    leaves(&walk, to->block, 0, ref->call))
		return false;
	return kv_block_reaches(ref->unit, from->block, is_goal, is_left, &walk);
}

/* The call at position @enter enters a section: the loop of @blocks runs inside it all the time. */
static bool surrounds(const kv_code_unit *unit, uint32_t enter, const char *leave,
		      const GArray *blocks, uint32_t head)
{
	const kv_code_call *from = kv_code_unit_call(unit, enter);
	section_walk walk = {unit, leave, head};

	for (guint i = 0; i < blocks->len; i++) {
		uint32_t block = g_array_index(blocks, guint32, i);

		if (block == from->block || leaves(&walk, block, 0, unit->calls->len))
			return false;
	}
	return !leaves(&walk, from->block, enter, unit->calls->len) &&
	       kv_block_reaches(unit, from->block, is_goal, is_left, &walk);
}

const char *kv_loop_atomic(const kv_code_unit *unit, uint32_t loop)
{
	const kv_code_loop *about = kv_code_unit_loop(unit, loop);
	g_autoptr(GArray) blocks = kv_loop_blocks(unit, loop);

	for (guint i = 0; i < unit->calls->len; i++) {
		const kv_code_call *call = kv_code_unit_call(unit, i);

		if (call->function != about->function)
			continue;
		for (gsize j = 0; j < G_N_ELEMENTS(sections); j++) {
			if (is_called(call, sections[j].enter) &&
			    surrounds(unit, i, sections[j].leave, blocks, about->head))
				return sections[j].enter;
		}
	}
	return NULL;
}

const char *kv_call_ref_atomic(const kv_call_ref *ref)
{
	const kv_code_call *about = kv_call_ref_call(ref);

	for (guint i = 0; i < ref->unit->calls->len; i++) {
		const kv_code_call *call = kv_code_unit_call(ref->unit, i);

		if (call->function != about->function || i == ref->call)
			continue;
		for (gsize j = 0; j < G_N_ELEMENTS(sections); j++) {
			if (is_called(call, sections[j].enter) && is_inside(ref, i, sections[j].leave))
				return sections[j].enter;
		}
	}
	return NULL;
}
