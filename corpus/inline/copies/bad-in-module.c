// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The copy is in another function of the same module.
 *
 * expect: inline-copies mini_net mini_net_checksum
 * shows: mini_net_receive
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_mini_net_checksum(const unsigned char *data, int bytes)
{
	return bytes ? data[0] : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_checksum", .new_func = fixed_mini_net_checksum },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
