// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function is inlined into a loop that a thread never leaves, so patching the loop as well does
 * not help: that transition does not finish.
 *
 * expect: transition-kthread vmlinux khugepaged
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed(struct mm_struct *mm, unsigned long address)
{
	return mm ? 0 : -EINVAL;
}

static int fixed_thread(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "collapse_huge_page", .new_func = fixed },
	{ .old_name = "madvise_collapse", .new_func = fixed },
	{ .old_name = "khugepaged", .new_func = fixed_thread },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
