// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A per-CPU variable has the name: it counts although it lies at a low address.
 *
 * expect: symbol-ambiguous vmlinux hardlockup_count
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_hardlockup_count(unsigned long weight)
{
	return weight * 5;
}

static struct klp_func funcs[] = {
	{ .old_name = "hardlockup_count", .new_func = fixed_hardlockup_count },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
