// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A bool in place of an int, of which the caller reads four bytes; an int in place of a bool, of
 * which it reads one.
 *
 * expect: prototype-mismatch vmlinux kill_pid_info
 * expect: prototype-mismatch vmlinux same_magic
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static bool fixed_kill_pid_info(int signal, struct task_struct *task)
{
	return signal && task;
}

static int fixed_same_magic(const char *magic)
{
	return magic ? 256 : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "kill_pid_info", .new_func = fixed_kill_pid_info },
	{ .old_name = "same_magic", .new_func = fixed_same_magic },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
