// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The position is chosen when the module runs; of a unique name it does not matter.
 *
 * expect: nothing
 * not-checked: prototype-mismatch section-unfit inline-copies inline-folded inline-only ioctl-compat-path
 * not-checked: replacement-recursion symbol-absent symbol-alias symbol-ambiguous symbol-clone
 * not-checked: symbol-not-function symbol-wrong-position symbol-weak-overridden syscall-compat-path syscall-inner
 * not-checked: syscall-twin trace-dead-entry symbol-in-init trace-no-entry transition-always-on-stack
 * not-checked: transition-cold-part transition-kthread loop-no-resched transition-no-return
 * not-checked: transition-tail-call
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static ssize_t fixed_type_show(struct device *dev, char *buf)
{
	return 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "type_show", .new_func = fixed_type_show },
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

unsigned long type_show_position(void);

static int livepatch_init(void)
{
	funcs[0].old_sympos = type_show_position();
	return klp_enable_patch(&patch);
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
