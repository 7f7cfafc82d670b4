// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cold part of a function is no other body.
 *
 * expect: nothing
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/livepatch.h>

static void fixed_locks_free_lock(struct file_lock *lock)
{
	kfree(lock);
}

static struct klp_func funcs[] = {
	{ .old_name = "locks_free_lock", .new_func = fixed_locks_free_lock },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
