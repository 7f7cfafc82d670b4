// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The source makes tcp_disconnect() an alias of tcp_close().
 *
 * expect: symbol-alias vmlinux tcp_disconnect
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_tcp_close(struct sock *sk)
{
	sk->state = 8;
	return 0;
}

static int fixed_tcp_disconnect(struct sock *sk)
{
	sk->state = 8;
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_close", .new_func = fixed_tcp_close },
	{ .old_name = "tcp_disconnect", .new_func = fixed_tcp_disconnect },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
