/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: symbol-wrong-position vmlinux cmdline_proc_show,2
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION_AT("cmdline_proc_show", 2, replacement));
