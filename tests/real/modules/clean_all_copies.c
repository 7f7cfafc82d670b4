/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only function with an inlined copy of unix_gc() is replaced too.
 *
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("unix_gc", replacement),
	     FUNCTION("wait_for_unix_gc", replacement));
