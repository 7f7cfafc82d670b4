// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A flag of a kernel whose debug information does not tell which file it is of.
 *
 * expect: data-static-copy
 * not-checked: dwarf
 * kernel: stripped
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

static int gc_running;

static int fixed_bind(struct sock *sk)
{
	return gc_running ? -EBUSY : 0;
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
