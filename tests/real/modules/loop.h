/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LOOP_H
#define LOOP_H

#include <linux/fs.h>
#include <linux/pagemap.h>
#include <linux/sched.h>

#include "case.h"

/* Loops that do what those of the kernel do. @point: the one of drop_pagecache_sb() reschedules. */
static __always_inline void drop_pages(struct super_block *sb, bool point)
{
	struct inode *inode, *last = NULL;

	spin_lock(&sb->s_inode_list_lock);
	list_for_each_entry(inode, &sb->s_inodes, i_sb_list) {
		spin_lock(&inode->i_lock);
		if ((inode->i_state & (I_FREEING | I_WILL_FREE | I_NEW)) ||
		    (mapping_empty(inode->i_mapping) && !need_resched())) {
			spin_unlock(&inode->i_lock);
			continue;
		}
		atomic_inc(&inode->i_count);
		spin_unlock(&inode->i_lock);
		spin_unlock(&sb->s_inode_list_lock);
		invalidate_mapping_pages(inode->i_mapping, 0, -1);
		iput(last);
		last = inode;
		if (point)
			cond_resched();
		spin_lock(&sb->s_inode_list_lock);
	}
	spin_unlock(&sb->s_inode_list_lock);
	iput(last);
}

static __maybe_unused void drop_with_point(struct super_block *sb, void *unused)
{
	drop_pages(sb, true);
}

static __maybe_unused void drop_without_point(struct super_block *sb, void *unused)
{
	drop_pages(sb, false);
}

#endif
