// SPDX-License-Identifier: GPL-2.0-or-later
/* lib/ is built without -pg: nothing here has an ftrace location. */
#include <linux/export.h>
#include <linux/kernel.h>

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end)
		end++;
	return end - text;
}
EXPORT_SYMBOL(strlen);

int vsnprintf(char *buffer, size_t size, const char *format, __builtin_va_list arguments)
{
	size_t used = 0;

	for (; *format; format++) {
		char c = *format;

		if (c == '%' && format[1]) {
			format++;
			c = '0' + (__builtin_va_arg(arguments, long) & 7);
		}
		if (used < size)
			buffer[used++] = c;
	}
	return used;
}
EXPORT_SYMBOL(vsnprintf);
