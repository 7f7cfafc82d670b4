// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib/ is built without -pg.
 *
 * expect: trace-no-entry vmlinux vsnprintf
 */
#include <linux/kernel.h>
#include <linux/livepatch.h>

static int fixed_vsnprintf(char *buffer, size_t size, const char *format,
			   __builtin_va_list arguments)
{
	if (size)
		buffer[0] = format[0];
	return size != 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "vsnprintf", .new_func = fixed_vsnprintf },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
