/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: modinfo-refused - -
 */
#include "case.h"

static struct klp_func functions[] = { FUNCTION("cmdline_proc_show", replacement_show), { } };
static struct klp_object objects[] = { { .funcs = functions }, { } };
LIVEPATCH_UNMARKED(objects);
