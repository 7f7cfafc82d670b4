// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stubs call a body that they share, and that is patched.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static long fixed_arch_prctl(unsigned long option, unsigned long address)
{
	return address ? -EPERM : (long)option;
}

static struct klp_func funcs[] = {
	{ .old_name = "__se_sys_arch_prctl", .new_func = fixed_arch_prctl },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
