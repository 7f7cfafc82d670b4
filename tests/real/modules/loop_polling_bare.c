/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Without a pause, in a helper that is not inlined.
 *
 * expect: transition-loop vmlinux skb_queue_purge
 */
#include "loop.h"

static noinline void wait_for_packets(struct sk_buff_head *list)
{
	while (READ_ONCE(list->qlen) == 0)
		;
}

static void purge_when_full(struct sk_buff_head *list)
{
	wait_for_packets(list);
	purge(list);
}

LIVEPATCH_OF(NULL, FUNCTION("skb_queue_purge", purge_when_full));
