/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What replaced_second replaces; says in the log when its callbacks run.
 *
 * new: read /proc/cmdline => ^patched
 * new: read /proc/uptime => ^patched
 */
#include "ot.h"

static int before(struct klp_object *object)
{
	pr_notice("klpvet-callback: first pre_patch\n");
	return 0;
}

static void after(struct klp_object *object)
{
	pr_notice("klpvet-callback: first post_patch\n");
}

static void before_undo(struct klp_object *object)
{
	pr_notice("klpvet-callback: first pre_unpatch\n");
}

static void after_undo(struct klp_object *object)
{
	pr_notice("klpvet-callback: first post_unpatch\n");
}

static struct klp_func functions[] = { FUNCTION("cmdline_proc_show", replacement_show),
				       FUNCTION("uptime_proc_show", replacement_show), { } };
static struct klp_object objects[] = {
	{
		.funcs = functions,
		.callbacks = { .pre_patch = before, .post_patch = after,
			       .pre_unpatch = before_undo, .post_unpatch = after_undo },
	},
	{ }
};
LIVEPATCH(objects);
