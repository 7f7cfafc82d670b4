// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * 32-bit programs come to core_sys_select() through do_compat_pselect().
 *
 * expect: syscall-compat-path vmlinux do_pselect
 * shows: __x64_sys_pselect6 __ia32_compat_sys_pselect6
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_pselect(unsigned long count, const unsigned long *timeout)
{
	return timeout && *timeout > count ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_pselect", .new_func = fixed_pselect },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
