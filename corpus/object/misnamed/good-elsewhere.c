// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module from elsewhere, unlike any of this kernel: nothing about it can be checked.
 *
 * expect: nothing
 * not-checked: prototype-mismatch inline-copies inline-folded inline-only ioctl-compat-path object-misnamed symbol-absent
 * not-checked: symbol-alias symbol-ambiguous symbol-clone symbol-not-function symbol-wrong-position
 * not-checked: symbol-weak-overridden syscall-compat-path syscall-inner syscall-twin trace-dead-entry
 * not-checked: symbol-in-init trace-no-entry transition-always-on-stack transition-cold-part
 * not-checked: transition-kthread loop-no-resched transition-no-return transition-tail-call
 */
#include <linux/livepatch.h>

static int fixed_probe(int id)
{
	return id + 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "vendor_probe", .new_func = fixed_probe },
	{},
};

static struct klp_object objs[] = {
	{ .name = "vendor_storage", .funcs = funcs },
	{},
};

module_livepatch(objs);
