// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function is inlined into a loop that a thread never leaves, so patching the loop as well does
 * not help: that transition does not finish.
 *
 * expect: transition-kthread vmlinux khugepaged
 * kernel: calls
 */
#include <linux/livepatch.h>

static int fixed(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "collapse_huge_page", .new_func = fixed },
	{ .old_name = "madvise_collapse", .new_func = fixed },
	{ .old_name = "khugepaged", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
