/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: clean
 */
#include "case.h"

static int before(struct klp_object *object)
{
	return 0;
}

static void after(struct klp_object *object)
{
}

static struct klp_func functions[] = { FUNCTION("cmdline_proc_show", replacement_show), { } };
static struct klp_object objects[] = {
	{
		.funcs = functions,
		.callbacks = { .pre_patch = before, .post_unpatch = after },
	},
	{ }
};
LIVEPATCH(objects);
