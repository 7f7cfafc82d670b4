/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KPATCH_H
#define _LINUX_KPATCH_H

#include <linux/kernel.h>
#include <linux/livepatch.h>

/*
 * What kpatch-build leaves in a livepatch module: records in sections of their own, which its init
 * function turns into the structures of the livepatch interface at run time.
 */
struct kpatch_patch_func {
	void *new_addr;
	unsigned long new_size;
	unsigned long old_addr;
	unsigned long old_size;
	unsigned long sympos;
	const char *name;
	const char *objname; /* always a name, also for vmlinux */
};

#define __kpatch_string(variable, text)                                                            \
	static const char variable[] __used __section(".kpatch.strings") = text

/* One patched function; the replacement keeps the name of the original. */
#define KPATCH_FUNC(function, object, position, address)                                           \
	__kpatch_string(__paste(name_of_, function), #function);                                   \
	__kpatch_string(__paste(object_of_, function), object);                                    \
	static struct kpatch_patch_func __paste(func_, function)                                   \
	__used __section(".kpatch.funcs") = {                                                      \
		.new_addr = function,                                                              \
		.new_size = 16,                                                                    \
		.old_addr = address,                                                               \
		.old_size = 16,                                                                    \
		.sympos = position,                                                                \
		.name = __paste(name_of_, function),                                               \
		.objname = __paste(object_of_, function),                                          \
	}

/* Sections of callbacks exist always and end with an empty word. */
#define __kpatch_callbacks(kind)                                                                   \
	static unsigned long __paste(end_of_, kind)                                                \
	__used __section(".kpatch.callbacks." #kind)

__kpatch_callbacks(pre_patch);
__kpatch_callbacks(post_patch);
__kpatch_callbacks(pre_unpatch);
__kpatch_callbacks(post_unpatch);

/* The init function; in a real module it also walks the records. */
#define kpatch_module()                                                                            \
	static struct klp_patch *lpatch;                                                           \
	static int __init patch_init(void)                                                         \
	{                                                                                          \
		lpatch = kmalloc(sizeof(*lpatch), GFP_KERNEL);                                     \
		if (!lpatch)                                                                       \
			return -ENOMEM;                                                            \
		lpatch->mod = THIS_MODULE;                                                         \
		lpatch->replace = true;                                                            \
		return klp_enable_patch(lpatch);                                                   \
	}                                                                                          \
	static void __exit patch_exit(void)                                                        \
	{                                                                                          \
	}                                                                                          \
	module_init(patch_init);                                                                   \
	module_exit(patch_exit);                                                                   \
	MODULE_LICENSE("GPL");                                                                     \
	MODULE_INFO(livepatch, "Y")

#endif
