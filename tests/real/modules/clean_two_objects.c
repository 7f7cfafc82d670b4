/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: clean
 */
#include "case.h"

REPLACEMENT(fixed, int, int value)

static struct klp_func vmlinux_functions[] = { FUNCTION("cmdline_proc_show", replacement_show), { } };
static struct klp_func target_functions[] = { FUNCTION("kt_unique", fixed), { } };
static struct klp_object objects[] = {
	{ .funcs = vmlinux_functions },
	{ .name = "kt_target", .funcs = target_functions },
	{ }
};
LIVEPATCH(objects);
