// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module that the livepatch does not name has the function; the entry stands under vmlinux.
 *
 * expect: symbol-absent vmlinux mini_net_receive
 * shows: mini_net
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_mini_net_receive(void *packet)
{
	return packet == NULL;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_receive", .new_func = fixed_mini_net_receive },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
