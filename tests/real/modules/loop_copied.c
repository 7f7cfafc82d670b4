/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A loop as the original has it: fs/drop_caches.c.
 *
 * expect: clean
 */
#include "loop.h"

LIVEPATCH_OF(NULL, FUNCTION("drop_pagecache_sb", drop_with_point));
