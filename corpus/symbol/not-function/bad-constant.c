// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The name of a string.
 *
 * expect: symbol-not-function vmlinux linux_banner
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_linux_banner(void)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "linux_banner", .new_func = fixed_linux_banner },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
