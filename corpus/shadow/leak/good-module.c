// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module that frees the variable in a second replacement, by way of a helper.
 *
 * expect: nothing
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

static noinline void forget(struct seq_file *m)
{
	klp_shadow_free(m, 0x4401, NULL);
}

static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	forget(m);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{ .old_name = "version_proc_show", .new_func = fixed_version_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
