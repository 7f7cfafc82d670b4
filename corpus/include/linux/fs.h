/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/types.h>

struct inode {
	umode_t mode;
	unsigned int flags, uid, generation;
	long blocks;
	struct inode *next;
};

struct file {
	struct inode *inode;
	unsigned int flags;
	long count;
};

struct file_lock {
	struct file_lock *next;
	struct file *file;
	int type;
	unsigned long break_time;
};

struct file_operations {
	void *owner;
	int (*open)(struct inode *inode, struct file *file);
	long (*unlocked_ioctl)(struct file *file, unsigned int command, unsigned long argument);
	long (*compat_ioctl)(struct file *file, unsigned int command, unsigned long argument);
	int (*release)(struct inode *inode, struct file *file);
};

struct opened_file {
	struct file file;
	const struct file_operations *operations;
};

long compat_ptr_ioctl(struct file *file, unsigned int command, unsigned long argument);
int generic_permission(struct inode *inode, int mask);
int inode_permission(struct inode *inode, int mask);
int bprm_execve(struct file *file, int flags);
int lease_modify(struct file_lock *lock, int type);
void fput(struct file *file);
int do_sys_open(const char *name, int flags, umode_t mode);

#endif
