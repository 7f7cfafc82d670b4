/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/types.h>

__attribute__((__format__(__printf__, 1, 2))) __cold int _printk(const char *format, ...);
#define printk(format...) _printk(format)
#define pr_info(format...) _printk(format)
#define pr_err(format...) _printk(format)
__cold __noreturn void panic(const char *reason);
__cold void warn_slowpath(const char *file, int line);
#define WARN_ON(condition)                                                                         \
	({                                                                                         \
		bool __warned = unlikely(condition);                                               \
		if (__warned)                                                                      \
			warn_slowpath(__FILE__, __LINE__);                                         \
		__warned;                                                                          \
	})

int vsnprintf(char *buffer, size_t size, const char *format, __builtin_va_list arguments);
size_t strlen(const char *text);
void *memcpy(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
void copy_page(void *to, const void *from);

void *kmalloc(size_t bytes, gfp_t flags);
void kfree(const void *memory);
#define GFP_KERNEL 0xcc0u

#endif
