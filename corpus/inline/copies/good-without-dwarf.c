// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Without DWARF nobody can tell: not checked, and no finding.
 *
 * expect: nothing
 * kernel: stripped
 * not-checked: inline-copies dwarf
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed_do_prlimit(struct task_struct *task, unsigned int resource,
			    const struct rlimit *new_limit, struct rlimit *old_limit)
{
	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (old_limit)
		*old_limit = task->limits[resource];
	return new_limit ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_prlimit", .new_func = fixed_do_prlimit },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
