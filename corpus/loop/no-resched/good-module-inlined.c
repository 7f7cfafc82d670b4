// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A walk over a list that the original has in a function of its own, which it calls: here gcc has
 * inlined it.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

struct vm_area {
	unsigned long start, end, flags;
	struct vm_area *next;
};

static unsigned long unmap(struct vm_area *area)
{
	unsigned long pages = 0;

	for (; area; area = area->next)
		if (area->flags & 4)
			pages += (area->end - area->start) >> 12;
	return pages;
}

static struct klp_func funcs[] = {
	{ .old_name = "unmap_areas", .new_func = unmap },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
