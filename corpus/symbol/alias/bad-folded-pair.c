// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both names of the folded function are listed: one address, two entries.
 *
 * expect: symbol-alias vmlinux tcp_mark_closed
 * expect: symbol-alias vmlinux tcp_mark_reset
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_tcp_mark_closed(struct sock *sk, int error)
{
	sk->state = 8;
	return error;
}

static int fixed_tcp_mark_reset(struct sock *sk, int error)
{
	sk->state = 8;
	return error;
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_mark_closed", .new_func = fixed_tcp_mark_closed },
	{ .old_name = "tcp_mark_reset", .new_func = fixed_tcp_mark_reset },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
