// SPDX-License-Identifier: GPL-2.0-or-later
/* Two functions of equal code, folded into one: the second name stands at the first address. */
#include <linux/kernel.h>
#include <net/sock.h>

static noinline int tcp_mark_closed(struct sock *sk, int error)
{
	sk->state = 7;
	sk->error = error;
	if (sk->next)
		sk->next->inflight += sk->inflight;
	return error ? sk->family + 1 : 0;
}

static noinline int tcp_mark_reset(struct sock *sk, int error)
{
	sk->state = 7;
	sk->error = error;
	if (sk->next)
		sk->next->inflight += sk->inflight;
	return error ? sk->family + 1 : 0;
}

int tcp_close(struct sock *sk);
int tcp_close(struct sock *sk)
{
	return tcp_mark_closed(sk, sk->error) + 3;
}

int tcp_reset(struct sock *sk);
int tcp_reset(struct sock *sk)
{
	return tcp_mark_reset(sk, -EIO) + 2;
}

int tcp_abort(struct sock *sk, int error);
int tcp_abort(struct sock *sk, int error)
{
	sk->next = NULL;
	return tcp_mark_reset(sk, error) + tcp_mark_closed(sk, 0);
}

/* An alias that the source asks for. */
int tcp_disconnect(struct sock *sk) __alias(tcp_close);
