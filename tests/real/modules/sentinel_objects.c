/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The array of objects does not end with an empty entry.
 *
 * undefined: what follows the array decides; zeroes by luck
 * expect: object-unterminated - -
 */
#include "case.h"

static struct klp_func functions[] = { FUNCTION("cmdline_proc_show", replacement_show), { } };
static struct klp_object objects[] = { { .funcs = functions } };
LIVEPATCH(objects);
