/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-name vmlinux -
 */
#include "case.h"

LIVEPATCH_OF("vmlinux", FUNCTION("cmdline_proc_show", replacement_show));
