// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A livepatch without fault: every function that carries a copy is patched, too.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/syscalls.h>
#include <linux/types.h>

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

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static int fixed_mini_gfx_fill(void *buffer, unsigned int color)
{
	return buffer ? (int)color : -EINVAL;
}

static struct klp_func vmlinux_funcs[] = {
	{ .old_name = "do_prlimit", .new_func = fixed_do_prlimit },
	{ .old_name = "__x64_sys_getrlimit", .new_func = fixed_x64_sys_getrlimit },
	{ .old_name = "__ia32_sys_getrlimit", .new_func = fixed_ia32_sys_getrlimit },
	{ .old_name = "__x64_compat_sys_getrlimit", .new_func = fixed_x64_compat_sys_getrlimit },
	{ .old_name = "__ia32_compat_sys_getrlimit", .new_func = fixed_ia32_compat_sys_getrlimit },
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_func mini_gfx_funcs[] = {
	{ .old_name = "mini_gfx_fill", .new_func = fixed_mini_gfx_fill },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = vmlinux_funcs },
	{ .name = "mini_gfx", .funcs = mini_gfx_funcs },
	{},
};

module_livepatch(objs);
