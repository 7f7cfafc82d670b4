// SPDX-License-Identifier: GPL-2.0-or-later
/* A built-in module: its initcall names it (unix). */
#include <linux/init.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <net/sock.h>

/* The address of an inline function: this file has an out-of-line jhash(). */
static hash_function unix_hash = jhash;

/* The other s_show() functions: net/core/dev.c, lib/kobject.c (not traceable), drivers/base. */
static __noipa int s_show(struct sock *sk)
{
	return sk->state + sk->inflight;
}

static int unix_release(struct sock *sk)
{
	sk->state = s_show(sk);
	unix_gc();
	return sk->error;
}

static unsigned int unix_bind(struct sock *sk)
{
	return unix_hash(sk, sizeof(*sk), 0);
}

extern int (*unix_ops_release)(struct sock *sk);
extern unsigned int (*unix_ops_bind)(struct sock *sk);
int (*unix_ops_release)(struct sock *sk);
unsigned int (*unix_ops_bind)(struct sock *sk);

static int __init af_unix_init(void)
{
	unix_ops_release = unix_release;
	unix_ops_bind = unix_bind;
	return 0;
}
fs_initcall(af_unix_init);
