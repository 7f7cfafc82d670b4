// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The position is chosen when the module runs; of a unique name it does not matter.
 *
 * expect: nothing
 * not-checked: symbol-ambiguous position
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

static unsigned long wanted = 2;

static unsigned long type_show_position(void)
{
	return READ_ONCE(wanted);
}

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
