/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_show),
	     FUNCTION("uptime_proc_show", replacement_show));
