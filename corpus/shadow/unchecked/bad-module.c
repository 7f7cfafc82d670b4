// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: what is looked up is used at once, in a function that does not allocate it.
 *
 * expect: shadow-unchecked
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
		       int (*ctor)(void *, void *, void *), void *ctor_data);
void *klp_shadow_get(void *obj, unsigned long id);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));

static noinline int count_of(struct seq_file *m)
{
	int *count = klp_shadow_get(m, 0x4561);

	return ++*count;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	if (!v)
		klp_shadow_alloc(m, 0x4561, sizeof(int), 0xcc0, NULL, NULL);
	return count_of(m) > 100 ? -1 : 0;
}

/* Where the variable's object would be released. */
static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	klp_shadow_free(m, 0x4561, NULL);
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
