/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/ is built without ftrace.
 *
 * expect: trace-no-entry vmlinux vsnprintf
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("vsnprintf", replacement));
