// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Init text is gone after boot, and its ftrace locations with it.
 *
 * expect: symbol-in-init vmlinux proc_cmdline_init
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_proc_cmdline_init(void)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "proc_cmdline_init", .new_func = fixed_proc_cmdline_init },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
