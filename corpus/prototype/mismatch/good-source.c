// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Source: typedefs that only the kernel's headers have, and some of klpvet's own.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>

static ssize_t fixed_loading_show(struct device *dev, char *buf)
{
	return dev && buf ? 0 : -EINVAL;
}

static int fixed_tcp_abort(struct sock *sk, abort_reason_t reason)
{
	return sk && reason;
}

static bool fixed_same_magic(const char *magic)
{
	return magic;
}

static struct klp_func funcs[] = {
	{ .old_name = "loading_show", .new_func = fixed_loading_show },
	{ .old_name = "tcp_abort", .new_func = fixed_tcp_abort },
	{ .old_name = "same_magic", .new_func = fixed_same_magic },
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
