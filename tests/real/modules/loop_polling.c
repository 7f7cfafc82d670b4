/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: transition-loop vmlinux skb_queue_purge
 */
#include "loop.h"

static void purge_when_full(struct sk_buff_head *list)
{
	while (READ_ONCE(list->qlen) == 0)
		cpu_relax();
	purge(list);
}

LIVEPATCH_OF(NULL, FUNCTION("skb_queue_purge", purge_when_full));
