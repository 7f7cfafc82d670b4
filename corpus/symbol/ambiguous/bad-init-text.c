// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function in init text has the name: it stays in kallsyms after boot.
 *
 * expect: symbol-ambiguous vmlinux parse_options
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_parse_options(const char *options)
{
	return options[0] != 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "parse_options", .new_func = fixed_parse_options },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
