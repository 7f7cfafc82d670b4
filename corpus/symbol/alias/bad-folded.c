// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The compiler folded tcp_mark_reset() into it: both change.
 *
 * expect: symbol-alias vmlinux tcp_mark_closed
 * shows: tcp_mark_reset
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_tcp_mark_closed(struct sock *sk, int error)
{
	sk->state = 8;
	return error;
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_mark_closed", .new_func = fixed_tcp_mark_closed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
