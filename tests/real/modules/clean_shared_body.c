/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stubs call a body that they share.
 *
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("__do_sys_prlimit64", replacement));
