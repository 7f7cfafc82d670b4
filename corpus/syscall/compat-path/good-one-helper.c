// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entries of their own, but one function for all programs.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static long fixed_poll(unsigned long count, long timeout)
{
	return count > 32 ? -EINVAL : timeout;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_sys_poll", .new_func = fixed_poll },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
