// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Under a spinlock, in an RCU section and in a timer nothing may reschedule.
 *
 * build: source
 * expect: nothing
 */
#include <linux/list.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct client {
	struct list_head entry;
	int number;
};

static LIST_HEAD(clients);
static DEFINE_SPINLOCK(clients_lock);

static int count_clients(void)
{
	struct client *client;
	int sum = 0;

	list_for_each_entry(client, &clients, entry)
		sum += client->number;
	return sum;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	struct client *client;
	int sum;

	spin_lock(&clients_lock);
	sum = count_clients();
	list_for_each_entry(client, &clients, entry)
		sum += client->number;
	spin_unlock(&clients_lock);
	rcu_read_lock();
	list_for_each_entry_rcu(client, &clients, entry)
		sum += client->number;
	rcu_read_unlock();
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
