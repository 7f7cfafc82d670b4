/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-misnamed vmlinux -
 */
#include "case.h"

LIVEPATCH_OF("vmlinux", FUNCTION("cmdline_proc_show", replacement_show));
