// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A general way to sleep, in which no thread is known to be: a warning.
 *
 * expect: transition-always-on-stack vmlinux wait_for_completion
 * kernel: calls
 */
#include <linux/livepatch.h>

static int fixed(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "wait_for_completion", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
