/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops as the originals have them: fs/drop_caches.c, net/core/skbuff.c.
 *
 * expect: clean
 */
#include "loop.h"

LIVEPATCH_OF(NULL, FUNCTION("drop_pagecache_sb", drop_with_point),
	     FUNCTION("skb_queue_purge", purge));
