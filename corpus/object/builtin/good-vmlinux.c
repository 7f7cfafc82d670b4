// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Code that is built in is patched in vmlinux.
 *
 * expect: nothing
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
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
