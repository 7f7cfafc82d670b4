/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cumulative livepatch that no longer lists uptime_proc_show(): the old code is back. The
 * replaced one's callbacks for unpatching never run.
 *
 * before: replaced_first
 * new: read /proc/cmdline => ^again
 * do: read /sys/kernel/livepatch/replaced_first/enabled
 * do: unload replaced_first
 */
#include "ot.h"

static int show_again(struct seq_file *m, void *v)
{
	seq_puts(m, "again\n");
	return 0;
}

static int before(struct klp_object *object)
{
	pr_notice("klpvet-callback: second pre_patch\n");
	return 0;
}

static struct klp_func functions[] = { FUNCTION("cmdline_proc_show", show_again), { } };
static struct klp_object objects[] = {
	{ .funcs = functions, .callbacks = { .pre_patch = before } }, { }
};
static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects, .replace = true };

static int __init livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_DESCRIPTION("klpvet test case");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
