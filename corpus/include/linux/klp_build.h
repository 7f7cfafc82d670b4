/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KLP_BUILD_H
#define _LINUX_KLP_BUILD_H

#include <linux/kernel.h>
#include <linux/livepatch.h>

/* What klp-build of Linux 6.19 leaves in a livepatch module: tables without end marks. */
struct klp_func_ext {
	const char *old_name;
	void *new_func;
	unsigned long sympos;
};

struct klp_object_ext {
	const char *name; /* NULL for vmlinux */
	struct klp_func_ext *funcs;
	struct klp_callbacks callbacks;
	unsigned int nr_funcs;
};

#define __klp_funcs __used __section(".init.klp_funcs")
#define __klp_objects __used __section(".init.klp_objects")

void *klp_find_section_by_name(const struct module *mod, const char *name, size_t *size);

/* The init function finds the tables by the names of their sections. */
#define klp_build_module()                                                                         \
	static struct klp_patch *patch;                                                            \
	static int __init livepatch_mod_init(void)                                                 \
	{                                                                                          \
		size_t size;                                                                       \
                                                                                                   \
		if (!klp_find_section_by_name(THIS_MODULE, ".init.klp_objects", &size))            \
			return -EINVAL;                                                            \
		patch = kmalloc(sizeof(*patch), GFP_KERNEL);                                       \
		if (!patch)                                                                        \
			return -ENOMEM;                                                            \
		patch->mod = THIS_MODULE;                                                          \
		patch->replace = true;                                                             \
		return klp_enable_patch(patch);                                                    \
	}                                                                                          \
	static void __exit livepatch_mod_exit(void)                                                \
	{                                                                                          \
	}                                                                                          \
	module_init(livepatch_mod_init);                                                           \
	module_exit(livepatch_mod_exit);                                                           \
	MODULE_LICENSE("GPL");                                                                     \
	MODULE_INFO(livepatch, "Y")

#endif
