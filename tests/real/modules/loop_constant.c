/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops that count to a constant, and to a number of the caller's.
 *
 * expect: clean
 */
#include "loop.h"

static void purge_and_count(struct sk_buff_head *list)
{
	unsigned int total = list->qlen, i;

	for (i = 0; i < 40; i++)
		barrier();
	for (i = 0; i < total; i++)
		barrier();
	purge(list);
}

LIVEPATCH_OF(NULL, FUNCTION("skb_queue_purge", purge_and_count));
