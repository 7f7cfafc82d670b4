// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The original comes back to itself over four others: the helper may be what it does, too.
 *
 * expect: replacement-recursion vmlinux frame_search
 * kernel: calls
 * build: source
 */
#include <linux/fs.h>
#include <linux/livepatch.h>
#include <linux/module.h>

int frame_search(struct file *file, long depth);

static int fixed_second(struct file *file, long depth)
{
	return frame_search(file, depth) + 2;
}

static int fixed_frame_search(struct file *file, long depth)
{
	return fixed_second(file, depth) + 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "frame_search", .new_func = fixed_frame_search },
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
