// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module of kpatch-build with one of two functions.
 *
 * expect: inline-copies vmlinux unix_gc
 * shows: wait_for_unix_gc
 * address: ADDRESS unix_gc
 */
#include <linux/kpatch.h>
#include <net/sock.h>

void unix_gc(void)
{
}

KPATCH_FUNC(unix_gc, "vmlinux", 0, ADDRESS);

kpatch_module();
