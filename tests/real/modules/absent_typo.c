/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: symbol-absent vmlinux cmdline_proc_shwo
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_shwo", replacement_show));
