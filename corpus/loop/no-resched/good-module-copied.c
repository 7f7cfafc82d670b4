// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The loop of the original, with its reschedule point.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/smpboot.h>

static int flush(struct task_struct *task, long first, long last)
{
	for (; first < last; first++) {
		task->limits[first & 15].soft = 1;
		cond_resched();
	}
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "flush_range", .new_func = flush },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
