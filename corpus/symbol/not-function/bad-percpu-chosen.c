// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Per-CPU variables come first: position 1 of hardlockup_count is one.
 *
 * expect: symbol-not-function vmlinux hardlockup_count,1
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_hardlockup_count(unsigned long weight)
{
	return weight * 5;
}

static struct klp_func funcs[] = {
	{ .old_name = "hardlockup_count", .new_func = fixed_hardlockup_count, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
