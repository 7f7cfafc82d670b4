// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Of four s_show() the one in lib/ has no ftrace location.
 *
 * expect: trace-no-entry vmlinux s_show,4
 */
#include <linux/kobject.h>
#include <linux/livepatch.h>

static int fixed_s_show(struct kobject *kobj)
{
	return kobj->state_flags;
}

static struct klp_func funcs[] = {
	{ .old_name = "s_show", .new_func = fixed_s_show, .old_sympos = 4 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
