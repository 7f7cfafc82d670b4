/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The body is inlined into the stub of each ABI.
 *
 * expect: syscall-twin vmlinux __x64_sys_setdomainname
 *
 * unobserved: nothing in the machine makes calls of 32-bit or x32 programs
 */
#include "case.h"

REPLACEMENT(fixed_stub, long, const struct pt_regs *regs)

LIVEPATCH_OF(NULL, FUNCTION("__x64_sys_setdomainname", fixed_stub));
