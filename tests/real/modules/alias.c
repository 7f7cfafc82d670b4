/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSCALL_DEFINE0() gives one body both names.
 *
 * undefined: the kernel reads memory in front of its structure; mostly the transition hangs
 * expect: symbol-alias vmlinux __ia32_sys_getpid
 */
#include "case.h"

REPLACEMENT(fixed_stub, long, const struct pt_regs *regs)

LIVEPATCH_OF(NULL, FUNCTION("__x64_sys_getpid", fixed_stub),
	     FUNCTION("__ia32_sys_getpid", fixed_stub));
