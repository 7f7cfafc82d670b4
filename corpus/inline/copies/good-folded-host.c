// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every function with a copy that DWARF shows is patched; mini_gfx_reset(), folded with one of them,
 * carries another that DWARF does not show.
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

static struct klp_func funcs[] = {
	{ .old_name = "mini_gfx_forget", .new_func = fixed_mini_gfx_forget },
	{ .old_name = "mini_gfx_clear", .new_func = fixed_mini_gfx_clear },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_gfx", .funcs = funcs },
	{},
};

module_livepatch(objs);
