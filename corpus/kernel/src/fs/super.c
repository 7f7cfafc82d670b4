// SPDX-License-Identifier: GPL-2.0-or-later
/* Duplicates of names of other files. */
#include <linux/fs.h>
#include <linux/kernel.h>

extern int set_root_count;

/* In .text.unlikely: by address behind every set_root() of ordinary text. */
static __noipa __cold struct inode *set_root(struct inode *inode)
{
	pr_info("root of %u\n", inode->generation);
	return inode->next;
}

/* The other parse_options() is init text (init/main.c). */
static __noipa int parse_options(const char *options)
{
	int commas = 0;

	while (*options)
		commas += *options++ == ',';
	return commas;
}

static __noipa int verbose(int level)
{
	return level > 3 ? pr_info("level %d\n", level) : level;
}

int mount_root(struct inode *inode, const char *options);
int mount_root(struct inode *inode, const char *options)
{
	struct inode *root = inode;

	if (unlikely(inode->generation))
		root = set_root(inode);
	return parse_options(options) + verbose(root->flags);
}
