// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry of ppoll for 32-bit programs sets the mask without set_user_sigmask().
 *
 * expect: syscall-compat-path vmlinux set_user_sigmask
 * shows: __x64_sys_ppoll __ia32_compat_sys_ppoll_time32
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_sigmask(const unsigned long *mask, size_t size)
{
	return size != 8 || *mask ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "set_user_sigmask", .new_func = fixed_sigmask },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
