// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mini_gfx_reset() is patched as well; where copies of it are is not known, for DWARF counts them as
 * those of the function that it was folded with.
 *
 * expect: nothing
 * not-checked: inline-copies
 */
#include <linux/livepatch.h>

struct gfx_buffer;

static void fixed_mini_gfx_forget(struct gfx_buffer *buffer)
{
}

static unsigned int fixed_mini_gfx_clear(struct gfx_buffer *buffer)
{
	return 0;
}

static unsigned int fixed_mini_gfx_reset(struct gfx_buffer *buffer)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_gfx_forget", .new_func = fixed_mini_gfx_forget },
	{ .old_name = "mini_gfx_clear", .new_func = fixed_mini_gfx_clear },
	{ .old_name = "mini_gfx_reset", .new_func = fixed_mini_gfx_reset },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_gfx", .funcs = funcs },
	{},
};

module_livepatch(objs);
