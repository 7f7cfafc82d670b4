// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mini-rng is built in; the name is right for a module.
 *
 * expect: object-builtin mini_rng
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static void fixed_add_device_randomness(void *pool, const u8 *data, size_t bytes)
{
	if (bytes)
		*(u8 *)pool ^= data[0];
}

static struct klp_func funcs[] = {
	{ .old_name = "add_device_randomness", .new_func = fixed_add_device_randomness },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_rng", .funcs = funcs },
	{},
};

module_livepatch(objs);
