// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Another module is listed than the relocations are for.
 *
 * expect: relocation-unlisted-object
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <net/sock.h>
#include <linux/types.h>

int checksum(const unsigned char *data, int bytes)
	KLP_SYMBOL(mini_net, mini_net, mini_net_checksum);

static int fixed_mini_gfx_fill(void *buffer, unsigned int color)
{
	return checksum(buffer, color);
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_gfx_fill", .new_func = fixed_mini_gfx_fill },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_gfx", .funcs = funcs },
	{},
};

module_livepatch(objs);
