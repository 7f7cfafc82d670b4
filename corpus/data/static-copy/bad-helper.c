// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * With the function that is replaced, the livepatch has a helper of another file and its counter.
 *
 * expect: data-static-copy
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

static unsigned long pages_scanned;

static void balance_pgdat(unsigned long *scanned)
{
	WRITE_ONCE(*scanned, *scanned + 2);
}

static int fixed_bind(struct sock *sk)
{
	balance_pgdat(&pages_scanned);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
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
