// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The clone kmem_shrink.constprop.0 has callers of its own and keeps the old code.
 *
 * expect: symbol-clone vmlinux kmem_shrink
 * shows: kmem_shrink.constprop.0
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_kmem_shrink(void *cache, unsigned long mode, unsigned long limit)
{
	return cache ? mode % (limit + 1) : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "kmem_shrink", .new_func = fixed_kmem_shrink },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
