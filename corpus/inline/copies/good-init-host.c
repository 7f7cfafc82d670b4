// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The only copy is in init text, which has run and is gone.
 *
 * expect: nothing
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_lease_modify(struct file_lock *lock, int type)
{
	lock->type = type;
	return 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "lease_modify", .new_func = fixed_lease_modify },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
