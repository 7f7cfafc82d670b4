// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Function and clone are both patched; the clone by a clone of the same name, as tools that
 * compare objects make it.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

unsigned long fixed_clone(void *cache, unsigned long limit) __asm__("kmem_shrink.constprop.0");
unsigned long fixed_clone(void *cache, unsigned long limit)
{
	return cache ? limit : 0;
}

static unsigned long fixed_kmem_shrink(void *cache, unsigned long mode, unsigned long limit)
{
	return cache ? mode % (limit + 1) : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "kmem_shrink", .new_func = fixed_kmem_shrink },
	{ .old_name = "kmem_shrink.constprop.0", .new_func = fixed_clone },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
