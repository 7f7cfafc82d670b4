// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A call of a function whose name only begins like that of the patched one.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>

void kfree_skb(void *skb);

static void fixed_kfree(const void *object)
{
	if (!object)
		kfree_skb(NULL);
}

static struct klp_func funcs[] = {
	{ .old_name = "kfree", .new_func = fixed_kfree },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
