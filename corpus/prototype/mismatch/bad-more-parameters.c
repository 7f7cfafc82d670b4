// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One parameter more than the callers pass: as in a later version of the kernel.
 *
 * expect: prototype-mismatch vmlinux wait_for_unix_gc
 */
#include <linux/livepatch.h>

static void fixed_wait_for_unix_gc(unsigned long *found)
{
	asm volatile("" : : "r"(found));
}

static struct klp_func funcs[] = {
	{ .old_name = "wait_for_unix_gc", .new_func = fixed_wait_for_unix_gc },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
