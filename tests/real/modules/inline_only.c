/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: syscall-inner vmlinux __do_sys_gethostname
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("__do_sys_gethostname", replacement));
