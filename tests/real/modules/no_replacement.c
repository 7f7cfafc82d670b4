/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-incomplete vmlinux cmdline_proc_show
 */
#include "case.h"

static struct klp_func functions[] = { { .old_name = "cmdline_proc_show" }, { } };
static struct klp_object objects[] = { { .funcs = functions }, { } };
LIVEPATCH(objects);
