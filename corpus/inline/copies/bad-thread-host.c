// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One copy lies in the loop of a kernel thread, which never leaves it: that one cannot be patched.
 *
 * expect: inline-copies vmlinux collapse_huge_page
 * shows: khugepaged madvise_collapse
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed(struct mm_struct *mm, unsigned long address)
{
	return mm ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "collapse_huge_page", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
