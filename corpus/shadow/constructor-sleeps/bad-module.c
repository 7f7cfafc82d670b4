// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: the constructor that its machine code passes sleeps in a function of its own.
 *
 * expect: shadow-constructor-sleeps
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_get_or_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
			      int (*ctor)(void *, void *, void *), void *ctor_data);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));
void msleep(unsigned int milliseconds);

static noinline void settle(void)
{
	msleep(20);
	barrier();
}

static int fill(void *obj, void *shadow_data, void *ctor_data)
{
	settle();
	*(int *)shadow_data = 1;
	return 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	int *count = klp_shadow_get_or_alloc(m, 0x4511, sizeof(*count), 0xcc0, fill, NULL);

	if (!count)
		return -1;
	return 0;
}

/* Where the variable's object would be released. */
static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	klp_shadow_free(m, 0x4511, NULL);
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
