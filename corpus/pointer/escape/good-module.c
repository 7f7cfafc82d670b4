// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module that waits for RCU before it goes.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void rcu_barrier(void);

static struct rcu_head head;

static void finish(struct rcu_head *done)
{
	done->next = NULL;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	call_rcu(&head, finish);
	return 0;
}

static void wait(struct klp_object *obj)
{
	rcu_barrier();
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.post_unpatch = wait },
	{},
};

module_livepatch(objs);
