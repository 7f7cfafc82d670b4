/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-duplicate vmlinux -
 */
#include "case.h"

static struct klp_func first[] = { FUNCTION("cmdline_proc_show", replacement_show), { } };
static struct klp_func second[] = { FUNCTION("uptime_proc_show", replacement_show), { } };
static struct klp_object objects[] = { { .funcs = first }, { .funcs = second }, { } };
LIVEPATCH(objects);
