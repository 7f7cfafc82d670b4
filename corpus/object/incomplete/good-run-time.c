// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The structures are made at run time: nothing is found, and nothing is said to be in order.
 *
 * expect: nothing
 * not-checked: prototype-mismatch section-unfit inline-copies inline-folded inline-only ioctl-compat-path name-too-long
 * not-checked: object-builtin object-duplicate object-incomplete object-misnamed object-unterminated
 * not-checked: replacement-recursion symbol-absent symbol-alias symbol-ambiguous symbol-clone
 * not-checked: symbol-not-function symbol-wrong-position symbol-weak-overridden syscall-compat-path syscall-inner
 * not-checked: syscall-twin trace-dead-entry symbol-in-init trace-no-entry transition-always-on-stack
 * not-checked: transition-cold-part transition-kthread loop-no-resched transition-no-return
 * not-checked: transition-tail-call
 */
#include <linux/kernel.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static struct klp_patch *patch;

static int livepatch_init(void)
{
	struct klp_func *funcs = kmalloc(2 * sizeof(*funcs), GFP_KERNEL);
	struct klp_object *objs = kmalloc(2 * sizeof(*objs), GFP_KERNEL);

	patch = kmalloc(sizeof(*patch), GFP_KERNEL);
	if (!patch || !objs || !funcs)
		return -ENOMEM;
	funcs->old_name = "cmdline_proc_show";
	funcs->new_func = fixed_cmdline_proc_show;
	objs->funcs = funcs;
	patch->mod = THIS_MODULE;
	patch->objs = objs;
	return klp_enable_patch(patch);
}

static void livepatch_exit(void)
{
	kfree(patch);
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
