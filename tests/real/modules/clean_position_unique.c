/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Position 1 of a name that stands once means the same as no position.
 *
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION_AT("cmdline_proc_show", 1, replacement_show));
