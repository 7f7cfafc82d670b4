/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Somebody else redirects the function already.
 *
 * before: ot_kprobe
 * not-covered: what else is in use on a machine
 */
#include "ot.h"

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_show));
