// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: a function that sleeps is passed to the constructor, which keeps it for later.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
		       int (*ctor)(void *, void *, void *), void *ctor_data);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));
void msleep(unsigned int milliseconds);

static void later(void)
{
	msleep(20);
}

static int fill(void *obj, void *shadow_data, void *ctor_data)
{
	*(void **)shadow_data = ctor_data;
	return 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	void (**call)(void) = klp_shadow_alloc(m, 0x4551, sizeof(*call), 0xcc0, fill, later);

	if (!call)
		return -1;
	(*call)();
	return 0;
}

/* Where the variable's object would be released. */
static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	klp_shadow_free(m, 0x4551, NULL);
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
