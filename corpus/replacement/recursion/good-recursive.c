// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function that comes back to itself over a helper, which the livepatch keeps.
 *
 * expect: nothing
 * kernel: calls
 * build: source
 */
#include <linux/fs.h>
#include <linux/livepatch.h>
#include <linux/module.h>

int frame_walk(struct file *file, long depth);

static int fixed_step(struct file *file, long depth)
{
	return depth > 0 && depth < 100 ? frame_walk(file, depth - 1) + 1 : 0;
}

static int fixed_frame_walk(struct file *file, long depth)
{
	return fixed_step(file, depth) * 2;
}

static struct klp_func funcs[] = {
	{ .old_name = "frame_walk", .new_func = fixed_frame_walk },
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
