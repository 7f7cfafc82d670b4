// SPDX-License-Identifier: GPL-2.0-or-later
/* A module that needs another one, but of its functions not the one that mini_paint calls. */
#include <linux/kernel.h>
#include <linux/module.h>

/* A function of its own that has the name. */
static noinline int mini_gfx_fill(unsigned int *pixels, unsigned int count)
{
	while (count-- > 0)
		pixels[count] = count;
	return 0;
}

int mini_frame(unsigned int *pixels);
int mini_frame(unsigned int *pixels)
{
	return mini_gfx_fill(pixels, 12);
}

static int __init mini_frame_init(void)
{
	pr_info("mini_frame\n");
	return 0;
}

static void __exit mini_frame_exit(void)
{
}

module_init(mini_frame_init);
module_exit(mini_frame_exit);
MODULE_LICENSE("GPL");
