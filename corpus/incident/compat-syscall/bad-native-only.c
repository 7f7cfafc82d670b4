// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A system call is fixed in its native entry; the entries for 32-bit and x32 programs keep the bug.
 *
 * kernel: calls
 * expect: syscall-compat-path vmlinux __x64_sys_rt_sigaction
 * shows: __ia32_compat_sys_rt_sigaction
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/syscalls.h>

static long klpp_sigaction(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_rt_sigaction", .new_func = klpp_sigaction },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
