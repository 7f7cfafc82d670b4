// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A livepatch with faults of five kinds, for the demonstration: it loads nowhere, and where it
 * would, part of the old code stays.
 *
 * expect: inline-copies vmlinux do_prlimit
 * expect: symbol-ambiguous vmlinux type_show
 * expect: trace-no-entry vmlinux vsnprintf
 * expect: symbol-in-init vmlinux proc_cmdline_init
 * expect: object-misnamed mini-gfx
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/livepatch.h>
#include <linux/sched.h>
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

static ssize_t fixed_type_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

static int fixed_vsnprintf(char *buffer, size_t size, const char *format,
			   __builtin_va_list arguments)
{
	if (size)
		buffer[0] = format[0];
	return size != 0;
}

static int fixed_proc_cmdline_init(void)
{
	return 0;
}

static int fixed_mini_gfx_fill(void *buffer, unsigned int color)
{
	return buffer ? (int)color : -EINVAL;
}

static struct klp_func vmlinux_funcs[] = {
	{ .old_name = "do_prlimit", .new_func = fixed_do_prlimit },
	{ .old_name = "type_show", .new_func = fixed_type_show },
	{ .old_name = "vsnprintf", .new_func = fixed_vsnprintf },
	{ .old_name = "proc_cmdline_init", .new_func = fixed_proc_cmdline_init },
	{},
};

static struct klp_func mini_gfx_funcs[] = {
	{ .old_name = "mini_gfx_fill", .new_func = fixed_mini_gfx_fill },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = vmlinux_funcs },
	{ .name = "mini-gfx", .funcs = mini_gfx_funcs },
	{},
};

module_livepatch(objs);
