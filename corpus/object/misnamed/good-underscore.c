// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Underscores, as the kernel has it.
 *
 * expect: nothing
 * build: zstd
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_mini_gfx_fill(void *buffer, unsigned int color)
{
	return buffer ? (int)color : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_gfx_fill", .new_func = fixed_mini_gfx_fill },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_gfx", .funcs = funcs },
	{},
};

module_livepatch(objs);
