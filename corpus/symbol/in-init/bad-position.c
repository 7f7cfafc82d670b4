// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Position 2 is the namesake in init text.
 *
 * expect: symbol-in-init vmlinux parse_options,2
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_parse_options(const char *options)
{
	return options[0] != 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "parse_options", .new_func = fixed_parse_options, .old_sympos = 2 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
