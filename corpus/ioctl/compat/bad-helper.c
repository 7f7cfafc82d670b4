// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the handler calls is patched; the handler for 32-bit programs does the work itself.
 *
 * expect: ioctl-compat vmlinux tap_set_owner
 * shows: tap_ioctl tap_compat_ioctl
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static long fixed_set_owner(unsigned int command, unsigned long owner)
{
	return owner > 0xfff ? -EINVAL : (long)command;
}

static struct klp_func funcs[] = {
	{ .old_name = "tap_set_owner", .new_func = fixed_set_owner },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
