/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "inline" implies notrace (include/linux/compiler_types.h): its one body cannot be patched.
 *
 * expect: trace-no-entry vmlinux cpu_smt_flags
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("cpu_smt_flags", replacement));
