// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The pool of the function that is replaced begins empty again.
 *
 * expect: data-static-reset vmlinux kmalloc
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>

static void *fixed_kmalloc(size_t bytes, gfp_t flags)
{
	static char pool[4096];

	return bytes > sizeof(pool) || flags ? NULL : pool;
}

static struct klp_func funcs[] = {
	{ .old_name = "kmalloc", .new_func = fixed_kmalloc },
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
