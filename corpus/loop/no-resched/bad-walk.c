// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The replacement walks over a list of any length, which the original does not.
 *
 * build: source
 * expect: loop-no-resched vmlinux cmdline_proc_show
 */
#include <linux/list.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

struct client {
	struct list_head entry;
	int number;
};

static LIST_HEAD(clients);

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	struct client *client;
	int sum = 0;

	list_for_each_entry(client, &clients, entry)
		sum += client->number;
	return sum;
}

static struct klp_func funcs[] = {
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

static int livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
