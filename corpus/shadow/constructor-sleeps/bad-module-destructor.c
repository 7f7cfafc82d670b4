// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: the destructor frees another variable, and the lock is held around it.
 *
 * expect: shadow-constructor-sleeps
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
		       int (*ctor)(void *, void *, void *), void *ctor_data);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));

static void drop(void *obj, void *shadow_data)
{
	klp_shadow_free(*(void **)shadow_data, 0x4522, NULL);
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	if (!klp_shadow_alloc(m, 0x4521, sizeof(void *), 0xcc0, NULL, NULL))
		return -1;
	klp_shadow_free(m, 0x4521, drop);
	return 0;
}

/* Where the variable's object would be released. */
static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	klp_shadow_free(m, 0x4521, drop);
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
