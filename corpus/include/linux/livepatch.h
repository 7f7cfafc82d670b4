/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LIVEPATCH_H
#define _LINUX_LIVEPATCH_H

#include <linux/kobject.h>
#include <linux/module.h>

/*
 * The livepatch interface with the member offsets of Linux 6.1
 * (include/linux/livepatch.h: klp_func 152, klp_object 168, klp_patch 200 bytes).
 */

/* Function: one entry of klp_object.funcs, which ends with an empty one. */
struct klp_func {
	const char *old_name;
	void *new_func;
	unsigned long old_sympos; /* 0: the name is unique; n: the n-th in kallsyms order */

	/* the kernel's own from here on */
	void *old_func;
	struct kobject kobj;
	struct list_head node;
	struct list_head stack_node;
	unsigned long old_size, new_size;
	bool nop;
	bool patched;
	bool transition;
};

struct klp_object;

struct klp_callbacks {
	int (*pre_patch)(struct klp_object *obj);
	void (*post_patch)(struct klp_object *obj);
	void (*pre_unpatch)(struct klp_object *obj);
	void (*post_unpatch)(struct klp_object *obj);
	bool post_unpatch_enabled;
};

/* Object: vmlinux (name NULL) or a module; the array ends with an empty one. */
struct klp_object {
	const char *name;
	struct klp_func *funcs;
	struct klp_callbacks callbacks;

	struct kobject kobj;
	struct list_head func_list;
	struct list_head node;
	struct module *mod;
	bool dynamic;
	bool patched;
};

struct klp_state {
	unsigned long id;
	unsigned int version;
	void *data;
};

struct work_struct {
	long data;
	struct list_head entry;
	void (*func)(struct work_struct *work);
};

struct completion {
	unsigned int done;
	struct {
		int lock;
		struct list_head task_list;
	} wait;
};

struct klp_patch {
	struct module *mod;
	struct klp_object *objs;
	struct klp_state *states;
	bool replace;

	struct list_head list;
	struct kobject kobj;
	struct list_head obj_list;
	bool enabled;
	bool forced;
	struct work_struct free_work;
	struct completion finish;
};

int klp_enable_patch(struct klp_patch *patch);

/*
 * All that a livepatch module has besides its functions and objects, for those where it is of no
 * interest; as module_driver() is for drivers.
 */
#define module_livepatch(objects)                                                                  \
	static struct klp_patch patch = {                                                          \
		.mod = THIS_MODULE,                                                                \
		.objs = objects,                                                                   \
	};                                                                                         \
	livepatch_module_init(patch);                                                              \
	MODULE_LICENSE("GPL");                                                                     \
	MODULE_INFO(livepatch, "Y")

/* The same without patch, licence and tag. */
#define livepatch_module_init(patch)                                                               \
	static int livepatch_init(void)                                                            \
	{                                                                                          \
		return klp_enable_patch(&patch);                                                   \
	}                                                                                          \
	static void livepatch_exit(void)                                                           \
	{                                                                                          \
	}                                                                                          \
	module_init(livepatch_init);                                                               \
	module_exit(livepatch_exit)

#endif
