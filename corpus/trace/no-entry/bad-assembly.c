// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Assembly has no ftrace locations.
 *
 * expect: trace-no-entry vmlinux copy_page
 */
#include <linux/kernel.h>
#include <linux/livepatch.h>

static void fixed_copy_page(void *to, const void *from)
{
	memcpy(to, from, 4096);
}

static struct klp_func funcs[] = {
	{ .old_name = "copy_page", .new_func = fixed_copy_page },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
