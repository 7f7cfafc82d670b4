// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The inlined instance melted into its caller: no code of its own is left there, which is a note.
 *
 * expect: inline-copies vmlinux kallsyms_show_value
 * shows: update_iter
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_kallsyms_show_value(const void *iter)
{
	return iter == NULL;
}

static struct klp_func funcs[] = {
	{ .old_name = "kallsyms_show_value", .new_func = fixed_kallsyms_show_value },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
