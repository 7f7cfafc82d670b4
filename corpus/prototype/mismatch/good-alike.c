// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Qualifiers, an enumeration for an int, void pointers, the sign of a whole register, and the old
 * way to take no parameters.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

enum reason { RESET, CLOSED };

static int fixed_tcp_abort(struct sock *const sk, enum reason error)
{
	return sk && error == RESET;
}

static int fixed_sock_create_failed(void *sk, unsigned int error)
{
	return sk ? (int)error : 0;
}

static void fixed_wait_for_unix_gc()
{
	asm volatile("" ::: "memory");
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_abort", .new_func = fixed_tcp_abort },
	{ .old_name = "sock_create_failed", .new_func = fixed_sock_create_failed },
	{ .old_name = "wait_for_unix_gc", .new_func = fixed_wait_for_unix_gc },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
