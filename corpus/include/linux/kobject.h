/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/types.h>

struct kset;
struct kobj_type;
struct kernfs_node;

struct kref {
	struct atomic refcount;
};

struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct kernfs_node *sd;
	struct kref kref;
	unsigned int state_flags;
};

void kobject_put(struct kobject *kobj);
int kobject_rename(struct kobject *kobj, const char *name);

#endif
