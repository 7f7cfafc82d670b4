/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both stubs of a system call.
 *
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("__x64_sys_setdomainname", replacement),
	     FUNCTION("__ia32_sys_setdomainname", replacement));
