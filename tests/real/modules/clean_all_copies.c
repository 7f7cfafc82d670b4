/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only function with an inlined copy of unix_gc() is replaced too.
 *
 * expect: clean
 */
#include "case.h"

REPLACEMENT(fixed_gc, void, void)
REPLACEMENT(fixed_wait, void, void *files)

LIVEPATCH_OF(NULL, FUNCTION("unix_gc", fixed_gc),
	     FUNCTION("wait_for_unix_gc", fixed_wait));
