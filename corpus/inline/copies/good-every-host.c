// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every function that carries a copy is patched as well.
 *
 * expect: nothing
 * not-checked: livepatch-dwarf
 * build: strip zstd
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

static int fixed_do_prlimit(struct task_struct *task, unsigned int resource,
			    const struct rlimit *new_limit, struct rlimit *old_limit)
{
	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (old_limit)
		*old_limit = task->limits[resource];
	return new_limit ? -EPERM : 0;
}

static long fixed_x64_sys_getrlimit(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static long fixed_ia32_sys_getrlimit(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static long fixed_x64_compat_sys_getrlimit(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static long fixed_ia32_compat_sys_getrlimit(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_prlimit", .new_func = fixed_do_prlimit },
	{ .old_name = "__x64_sys_getrlimit", .new_func = fixed_x64_sys_getrlimit },
	{ .old_name = "__ia32_sys_getrlimit", .new_func = fixed_ia32_sys_getrlimit },
	{ .old_name = "__x64_compat_sys_getrlimit", .new_func = fixed_x64_compat_sys_getrlimit },
	{ .old_name = "__ia32_compat_sys_getrlimit", .new_func = fixed_ia32_compat_sys_getrlimit },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
