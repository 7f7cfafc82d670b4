// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A pointer to a function by a name of its own, and a variable list of arguments.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

typedef int (*main_function)(void *data);

static struct task_struct *fixed_create(main_function thread, void *data, const char name[])
{
	return thread && data && name ? 0 : 0;
}

static int fixed_printk(const char *format, ...)
{
	return format ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "kthread_create_on_node", .new_func = fixed_create },
	{ .old_name = "_printk", .new_func = fixed_printk },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
