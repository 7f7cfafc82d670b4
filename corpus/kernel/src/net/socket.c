// SPDX-License-Identifier: GPL-2.0-or-later
/* The hosts of sock_release() and their own copies: patching all of them is enough. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <net/sock.h>

void sock_release(struct sock *sk)
{
	if (sk->head) {
		kfree_skb(sk->head);
		sk->head = NULL;
	}
	sk->state = 0;
	sk->inflight = 0;
	if (sk->next)
		sk->next->error = -EIO;
}
EXPORT_SYMBOL(sock_release);

int sock_close(struct sock *sk);
__flatten int sock_close(struct sock *sk)
{
	if (!sk)
		return -EBADF;
	sock_release(sk);
	return 0;
}

int sock_create_failed(struct sock *sk, int error);
__flatten int sock_create_failed(struct sock *sk, int error)
{
	sk->error = error;
	sock_release(sk);
	return error;
}
