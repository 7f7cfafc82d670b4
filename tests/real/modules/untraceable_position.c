/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of the four s_show(), the third is in kernel/trace/, which is built without ftrace.
 *
 * expect: trace-no-entry vmlinux s_show,3
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION_AT("s_show", 3, replacement));
