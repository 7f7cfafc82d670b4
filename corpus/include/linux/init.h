/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/types.h>

#define __init __section(".init.text") __cold
#define __exit __section(".exit.text") __used __cold notrace
#define __initdata __section(".init.data")

/*
 * A 32-bit place-relative reference to the function, under the name the kernel gives it:
 * __initcall__kmod_<module>__<counter>_<line>_<function><level>.
 */
#define ____initcall(function, name, section)                                                      \
	__asm__(".section \"" section "\", \"a\"\n" #name ": .long " #function " - .\n"            \
		".previous\n");                                                                    \
	static const void *__paste(__addressable_, function)                                       \
	__used __section(".discard.addressable") = function
#define ___initcall(function, module, counter, line, level)                                        \
	____initcall(function,                                                                     \
		     __initcall__kmod_##module##__##counter##_##line##_##function##level,          \
		     ".initcall" #level ".init")
#define __initcall_named(function, module, counter, line, level)                                   \
	___initcall(function, module, counter, line, level)
#define __initcall_level(function, level)                                                          \
	__initcall_named(function, KBUILD_MODNAME_RAW, __COUNTER__, __LINE__, level)

#define fs_initcall(function) __initcall_level(function, 5)
#define device_initcall(function) __initcall_level(function, 6)
#define late_initcall(function) __initcall_level(function, 7)

#endif
