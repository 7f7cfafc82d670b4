/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shadow variable that is not freed with its object is met by the next object at that address.
 *
 * new: read /proc/cmdline => ^fresh
 * not-covered: shadow variables
 */
#include <linux/slab.h>

#include "ot.h"

#define ID 0x6b6c
#define SIZE 1500

static int replacement_shadow(struct seq_file *m, void *v)
{
	void *first = kmalloc(SIZE, GFP_KERNEL), *second;

	if (!first || !klp_shadow_alloc(first, ID, sizeof(int), GFP_KERNEL, NULL, NULL))
		return -ENOMEM;
	kfree(first);
	second = kmalloc(SIZE, GFP_KERNEL);
	seq_puts(m, klp_shadow_get(second, ID) ? "stale\n" : "fresh\n");
	klp_shadow_free(first, ID, NULL);
	kfree(second);
	return 0;
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_shadow));
