// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inline implies notrace, also for the copy that is out of line.
 *
 * expect: trace-no-entry vmlinux pool_mix
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static u32 fixed_pool_mix(void *pool, u32 input)
{
	return pool ? input : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "pool_mix", .new_func = fixed_pool_mix },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
