// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmlinux is never removed: its exit text never runs.
 *
 * expect: symbol-in-init vmlinux main_exit
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static void fixed_main_exit(void)
{
}

static struct klp_func funcs[] = {
	{ .old_name = "main_exit", .new_func = fixed_main_exit },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
