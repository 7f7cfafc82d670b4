/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: trace-no-entry vmlinux klp_ftrace_handler
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("klp_ftrace_handler", replacement));
