// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module with a flag of its own that the file of the function it patches has as well.
 *
 * expect: data-static-copy
 */
#include <linux/livepatch.h>

static unsigned int gc_running;

static void fixed_wait(void)
{
	if (!gc_running)
		gc_running = 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "wait_for_unix_gc", .new_func = fixed_wait },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
