// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other names of the same types.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

typedef size_t word;
typedef long long position;

static word fixed_shrink_all(struct kmem_cache *cache, signed int rounds)
{
	return cache ? rounds : 0;
}

static int fixed_update_iter(position pos)
{
	return pos > 0;
}

static long fixed_seq_read(struct seq_file *m, char *to, word bytes)
{
	return m && to ? (long)bytes : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "shrink_all", .new_func = fixed_shrink_all },
	{ .old_name = "update_iter", .new_func = fixed_update_iter },
	{ .old_name = "seq_read", .new_func = fixed_seq_read },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
