// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The clone is patched, the function itself is not: both a clone as target and a body left over.
 *
 * expect: symbol-clone vmlinux kmem_shrink.constprop.0
 * build: strip
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_kmem_shrink_constprop_0(void *cache, unsigned long mode,
						   unsigned long limit)
{
	return cache ? mode % (limit + 1) : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "kmem_shrink.constprop.0", .new_func = fixed_kmem_shrink_constprop_0 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
