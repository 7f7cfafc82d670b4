// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Position 1 is the namesake in ordinary text.
 *
 * expect: nothing
 * not-checked: symbol-wrong-position
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_parse_options(const char *options)
{
	return options[0] != 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "parse_options", .new_func = fixed_parse_options, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
