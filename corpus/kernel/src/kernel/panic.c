// SPDX-License-Identifier: GPL-2.0-or-later
/* The end; and data under names that other files give to functions. */
#include <linux/export.h>
#include <linux/kernel.h>

static int watchdog __used = 10;
static int verbose __used;
__section(".data..percpu") static unsigned long hardlockup_count __used;

__cold int _printk(const char *format, ...)
{
	char line[64];
	__builtin_va_list arguments;
	int length;

	__builtin_va_start(arguments, format);
	length = vsnprintf(line, sizeof(line), format, arguments);
	__builtin_va_end(arguments);
	return length;
}
EXPORT_SYMBOL(_printk);

__cold void warn_slowpath(const char *file, int line)
{
	_printk("WARNING: %s:%d\n", file, line + READ_ONCE(verbose) + READ_ONCE(watchdog));
}
EXPORT_SYMBOL(warn_slowpath);

__cold __noreturn void panic(const char *reason)
{
	_printk("Kernel panic: %s\n", reason);
	for (;;)
		hardlockup_count++;
}
EXPORT_SYMBOL(panic);
