/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that kernel threads live in.
 *
 * expect: transition-kthread vmlinux kswapd
 * expect: transition-kthread vmlinux kcompactd
 * expect: transition-kthread vmlinux khugepaged
 * expect: transition-kthread vmlinux devtmpfs_work_loop
 */
#include "case.h"

REPLACEMENT(fixed_thread, int, void *data)
REPLACEMENT(fixed_loop, void, void)

LIVEPATCH_OF(NULL, FUNCTION("kswapd", fixed_thread), FUNCTION("kcompactd", fixed_thread),
	     FUNCTION("khugepaged", fixed_thread), FUNCTION("devtmpfs_work_loop", fixed_loop));
