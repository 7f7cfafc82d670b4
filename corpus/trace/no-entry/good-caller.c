// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The traceable caller of an untraceable function.
 *
 * expect: nothing
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
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
