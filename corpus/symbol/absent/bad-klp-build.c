// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module of klp-build for another build of the kernel: there the clone had another number.
 *
 * expect: symbol-absent vmlinux zap_range.constprop.7
 * shows: zap_range.constprop.0
 */
#include <linux/klp_build.h>

static unsigned long zap_range(void *area)
{
	return area != NULL;
}

static struct klp_func_ext vmlinux_funcs[] __klp_funcs = {
	{ .old_name = "zap_range.constprop.7", .new_func = zap_range },
};

static struct klp_object_ext vmlinux_object __klp_objects = {
	.funcs = vmlinux_funcs,
	.nr_funcs = ARRAY_SIZE(vmlinux_funcs),
};

klp_build_module();
