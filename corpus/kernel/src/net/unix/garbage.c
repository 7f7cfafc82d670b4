// SPDX-License-Identifier: GPL-2.0-or-later
/* unix_gc() is called from af_unix.c; wait_for_unix_gc() has its own copy. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <net/sock.h>

extern struct sock *inflight_list;
struct sock *inflight_list;
static unsigned int gc_running;

void unix_gc(void)
{
	struct sock *sk;

	if (gc_running)
		return;
	gc_running = 1;
	for (sk = inflight_list; sk; sk = sk->next) {
		if (sk->inflight && !sk->head)
			kfree_skb(sk->head);
		sk->inflight = 0;
	}
	gc_running = 0;
}

__flatten void wait_for_unix_gc(void)
{
	if (inflight_list && inflight_list->inflight > 16000)
		unix_gc();
}
EXPORT_SYMBOL(wait_for_unix_gc);
