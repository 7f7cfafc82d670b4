// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A notrace function of a module with a hyphen in its file name.
 *
 * expect: trace-no-entry mini_gfx mini_gfx_panic_flush
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_mini_gfx_panic_flush(void *buffer)
{
	return buffer ? 1 : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_gfx_panic_flush", .new_func = fixed_mini_gfx_panic_flush },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_gfx", .funcs = funcs },
	{},
};

module_livepatch(objs);
