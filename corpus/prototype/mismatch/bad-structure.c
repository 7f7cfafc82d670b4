// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A structure by value, which fills two registers, in place of a pointer.
 *
 * expect: prototype-mismatch vmlinux tcp_abort
 */
#include <linux/livepatch.h>

struct access {
	struct sock *sk;
	unsigned long mask;
};

static int fixed_tcp_abort(struct access access, int mask)
{
	return access.sk && mask ? 0 : -EACCES;
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_abort", .new_func = fixed_tcp_abort },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
