// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stubs call this one: it has a symbol and can be patched.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static long fixed_setrlimit(unsigned long resource, unsigned long limit)
{
	return limit ? -EPERM : (long)resource;
}

static struct klp_func funcs[] = {
	{ .old_name = "__se_sys_setrlimit", .new_func = fixed_setrlimit },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
