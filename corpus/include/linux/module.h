/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/export.h>
#include <linux/init.h>
#include <linux/types.h>

#define MODULE_NAME_LEN (64 - sizeof(unsigned long))
#define KSYM_NAME_LEN 512

/* Linux 6.1: the name stands at offset 24, and that is all that tools read of it. */
struct module {
	int state;
	struct list_head list;
	char name[MODULE_NAME_LEN];
	int (*init)(void);
	void (*exit)(void);
} __aligned(64);

extern struct module __this_module;
#define THIS_MODULE (&__this_module)

/* The key is pasted before the macro's other arguments are looked at, as the kernel does. */
#define __MODULE_INFO(name, info)                                                                  \
	static const char __unique(name)[] __used __section(".modinfo") __aligned(1) = info
#define MODULE_INFO(tag, info) __MODULE_INFO(__modinfo_##tag##_, #tag "=" info)
#define MODULE_LICENSE(text) MODULE_INFO(license, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)

#define module_init(function)                                                                      \
	int init_module(void) __attribute__((__copy__(function), __alias__(#function)))
#define module_exit(function)                                                                      \
	void cleanup_module(void) __attribute__((__copy__(function), __alias__(#function)))

int init_module(void);
void cleanup_module(void);

#endif
