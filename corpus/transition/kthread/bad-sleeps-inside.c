// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The thread calls it in each round, and sleeps nowhere else.
 *
 * expect: transition-kthread vmlinux khugepaged_wait_work
 * shows: khugepaged
 * kernel: calls
 */
#include <linux/livepatch.h>

static void fixed(void)
{
	asm volatile("" ::: "memory");
}

static struct klp_func funcs[] = {
	{ .old_name = "khugepaged_wait_work", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
