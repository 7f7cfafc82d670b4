// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: its machine code passes an id that nothing frees.
 *
 * expect: shadow-leak vmlinux cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
		       int (*ctor)(void *, void *, void *), void *ctor_data);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));
void klp_shadow_free_all(unsigned long id, void (*dtor)(void *, void *));

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	return klp_shadow_alloc(m, 0x4401, 8, 0xcc0, NULL, NULL) ? 0 : -1;
}

static void cleanup(struct klp_object *obj)
{
	klp_shadow_free_all(0x4402, NULL);
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.post_unpatch = cleanup },
	{},
};

module_livepatch(objs);
