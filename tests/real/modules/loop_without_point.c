/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: loop-no-resched vmlinux drop_pagecache_sb
 */
#include "loop.h"

LIVEPATCH_OF(NULL, FUNCTION("drop_pagecache_sb", drop_without_point));
