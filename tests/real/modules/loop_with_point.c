/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reschedule point where the original has none.
 *
 * expect: clean
 */
#include "loop.h"

static void purge_and_reschedule(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list)) != NULL) {
		kfree_skb(skb);
		cond_resched();
	}
}

LIVEPATCH_OF(NULL, FUNCTION("skb_queue_purge", purge_and_reschedule));
