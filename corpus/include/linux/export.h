/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>

/* The symbols an export leaves behind; kallsyms keeps __ksymtab_ and drops the other two. */
#define ___EXPORT_SYMBOL(symbol, section)                                                          \
	__asm__(".section \"__ksymtab_strings\", \"aMS\", @progbits, 1\n"                          \
		"__kstrtab_" #symbol ": .asciz \"" #symbol "\"\n"                                  \
		"__kstrtabns_" #symbol ": .asciz \"\"\n"                                           \
		".previous\n"                                                                      \
		".section \"" section "\", \"a\"\n"                                                \
		".balign 4\n"                                                                      \
		"__ksymtab_" #symbol ": .long " #symbol " - .\n"                                   \
		".long __kstrtab_" #symbol " - .\n"                                                \
		".long __kstrtabns_" #symbol " - .\n"                                              \
		".previous\n"                                                                      \
		".section \"__kcrctab\", \"a\"\n"                                                  \
		".balign 4\n"                                                                      \
		"__crc_" #symbol ": .long 0x5ca1ab1e\n"                                            \
		".previous\n")

#define EXPORT_SYMBOL(symbol) ___EXPORT_SYMBOL(symbol, "___ksymtab+" #symbol)
#define EXPORT_SYMBOL_GPL(symbol) ___EXPORT_SYMBOL(symbol, "___ksymtab_gpl+" #symbol)

#endif
