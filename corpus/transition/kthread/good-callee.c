// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the loop calls, and the thread does not sleep in.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>

static void fixed(unsigned long *scanned)
{
	*scanned = 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "balance_pgdat", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
