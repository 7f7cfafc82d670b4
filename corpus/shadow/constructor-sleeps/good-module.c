// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: the constructor allocates without sleeping and looks another variable up; what
 * sleeps is not called by it.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
		       int (*ctor)(void *, void *, void *), void *ctor_data);
void *klp_shadow_get(void *obj, unsigned long id);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));
void msleep(unsigned int milliseconds);
void *__kmalloc(size_t size, unsigned int flags);

static int fill(void *obj, void *shadow_data, void *ctor_data)
{
	if (klp_shadow_get(obj, 0x4541))
		return -1;
	*(void **)shadow_data = __kmalloc(64, 0xa20);
	return 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	msleep(1);
	if (!klp_shadow_alloc(m, 0x4541, sizeof(void *), 0xcc0, fill, NULL))
		return -1;
	return 0;
}

/* Where the variable's object would be released. */
static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	klp_shadow_free(m, 0x4541, NULL);
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
