// SPDX-License-Identifier: GPL-2.0-or-later
/* mini-gfx.ko: the kernel calls the module mini_gfx. A function folded into another one. */
#include <linux/kernel.h>
#include <linux/module.h>

struct gfx_buffer {
	unsigned int *pixels;
	unsigned int width, height;
};

int mini_gfx_fill(struct gfx_buffer *buffer, unsigned int color);
int mini_gfx_fill(struct gfx_buffer *buffer, unsigned int color)
{
	unsigned int pixel, pixels = buffer->width * buffer->height;

	if (!buffer->pixels)
		return -EINVAL;
	for (pixel = 0; pixel < pixels; pixel++)
		buffer->pixels[pixel] = color;
	return 0;
}
EXPORT_SYMBOL_GPL(mini_gfx_fill);

/*
 * Two equal functions that other files may call, so that each keeps an address: the second becomes a
 * wrapper of the first, into which that is inlined, and DWARF describes no code of it.
 */
void mini_gfx_forget(struct gfx_buffer *buffer);
void mini_gfx_forget(struct gfx_buffer *buffer)
{
	buffer->height = 0;
	if (buffer->pixels)
		buffer->width++;
}

unsigned int mini_gfx_clear(struct gfx_buffer *buffer);
unsigned int mini_gfx_clear(struct gfx_buffer *buffer)
{
	mini_gfx_forget(buffer);
	return buffer->width + 5;
}

unsigned int mini_gfx_reset(struct gfx_buffer *buffer);
unsigned int mini_gfx_reset(struct gfx_buffer *buffer)
{
	mini_gfx_forget(buffer);
	return buffer->width + 5;
}

notrace int mini_gfx_panic_flush(struct gfx_buffer *buffer);
notrace int mini_gfx_panic_flush(struct gfx_buffer *buffer)
{
	return buffer->pixels ? (int)buffer->pixels[0] : 0;
}

static int __init mini_gfx_init(void)
{
	pr_info("mini_gfx\n");
	return 0;
}

static void __exit mini_gfx_exit(void)
{
}

module_init(mini_gfx_init);
module_exit(mini_gfx_exit);
MODULE_LICENSE("GPL");
