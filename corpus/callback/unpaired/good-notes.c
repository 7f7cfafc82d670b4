// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A pre_patch callback that looks an address up and notes it in a variable of the livepatch.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

unsigned long kallsyms_lookup_name(const char *name);

static int (*klpe_unix_release)(struct sock *sk);

static int before(struct klp_object *obj)
{
	klpe_unix_release = (void *)kallsyms_lookup_name("unix_release");
	return klpe_unix_release ? 0 : -ENOENT;
}

static int fixed_bind(struct sock *sk)
{
	return klpe_unix_release(sk);
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.pre_patch = before },
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
