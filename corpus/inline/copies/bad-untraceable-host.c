// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function that carries the copy cannot be patched itself.
 *
 * expect: inline-copies vmlinux irq_stack_depth
 * shows: exc_double_fault
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed_irq_stack_depth(struct task_struct *task)
{
	return task->pid;
}

static struct klp_func funcs[] = {
	{ .old_name = "irq_stack_depth", .new_func = fixed_irq_stack_depth },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
