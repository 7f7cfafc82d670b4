/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-duplicate vmlinux cmdline_proc_show
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_show),
	     FUNCTION("cmdline_proc_show", replacement_show));
