/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both stubs of a system call.
 *
 * expect: clean
 */
#include "case.h"

REPLACEMENT(fixed_stub, long, const struct pt_regs *regs)

LIVEPATCH_OF(NULL, FUNCTION("__x64_sys_setdomainname", fixed_stub),
	     FUNCTION("__ia32_sys_setdomainname", fixed_stub));
