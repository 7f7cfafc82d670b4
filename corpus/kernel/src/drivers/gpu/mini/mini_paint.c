// SPDX-License-Identifier: GPL-2.0-or-later
/* A module that calls an exported function of another one. */
#include <linux/kernel.h>
#include <linux/module.h>

struct gfx_buffer;
int mini_gfx_fill(struct gfx_buffer *buffer, unsigned int color);

int mini_paint(struct gfx_buffer *buffer);
int mini_paint(struct gfx_buffer *buffer)
{
	return mini_gfx_fill(buffer, 0xffffff) ? -EINVAL : 1;
}

static int __init mini_paint_init(void)
{
	pr_info("mini_paint\n");
	return 0;
}

static void __exit mini_paint_exit(void)
{
}

module_init(mini_paint_init);
module_exit(mini_paint_exit);
MODULE_LICENSE("GPL");
