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

LIVEPATCH_OF(NULL, FUNCTION("kswapd", replacement), FUNCTION("kcompactd", replacement),
	     FUNCTION("khugepaged", replacement), FUNCTION("devtmpfs_work_loop", replacement));
