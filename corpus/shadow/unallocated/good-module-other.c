// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: allocates nothing, and looks up what another livepatch allocates.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_get(void *obj, unsigned long id);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	int *count = klp_shadow_get(m, 0x45c1);

	return count ? *count : 0;
}

/* Where the variable's object would be released. */
static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	klp_shadow_free(m, 0x45c1, NULL);
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
