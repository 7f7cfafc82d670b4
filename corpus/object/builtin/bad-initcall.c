// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unix is built in: modules.builtin and its initcall say so.
 *
 * expect: object-builtin unix
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_unix_release(struct sock *sk)
{
	sk->state = 0;
	return sk->error;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_release", .new_func = fixed_unix_release },
	{},
};

static struct klp_object objs[] = {
	{ .name = "unix", .funcs = funcs },
	{},
};

module_livepatch(objs);
