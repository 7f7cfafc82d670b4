// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An entry may leave out its position.
 *
 * expect: nothing
 * not-checked: livepatch-dwarf
 * build: strip gz
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static ssize_t fixed_seq_read(struct seq_file *m, char *to, size_t bytes)
{
	to[0] = 0;
	return bytes && m->count;
}

static struct klp_func funcs[] = {
	{ .old_name = "seq_read", .new_func = fixed_seq_read },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
