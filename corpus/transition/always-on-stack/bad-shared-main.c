// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The main function of all workers, and the bottom of the stack of every kernel thread.
 *
 * expect: transition-always-on-stack vmlinux worker_thread
 * expect: transition-always-on-stack vmlinux kthread
 * kernel: calls
 */
#include <linux/livepatch.h>

static int fixed(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "worker_thread", .new_func = fixed },
	{ .old_name = "kthread", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
