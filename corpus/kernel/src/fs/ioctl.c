// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations tables: a compat_ioctl that is another function, one that carries a copy of the work,
 * one that only forwards, and one function for both.
 */
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>

long compat_ptr_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	const struct opened_file *opened = (const struct opened_file *)file;

	if (!opened->operations->unlocked_ioctl)
		return -EINVAL;
	return opened->operations->unlocked_ioctl(file, command, (unsigned int)argument);
}
EXPORT_SYMBOL(compat_ptr_ioctl);

static int clock_open(struct inode *inode, struct file *file)
{
	file->inode = inode;
	return 0;
}

/* Called by the native function, inlined into the compat one. */
int clock_set(struct file *file, unsigned long value);
int clock_set(struct file *file, unsigned long value)
{
	if (file->flags & 1)
		return -EPERM;
	if (value > 86400)
		return -EINVAL;
	file->count = (long)value;
	return 0;
}

/* The same under a name of which the compiler has no body to inline. */
int set_clock(struct file *file, unsigned long value) __asm__("clock_set");

static long clock_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return command == 1 ? set_clock(file, *(unsigned long *)argument) : -EINVAL;
}

static __flatten long clock_compat_ioctl(struct file *file, unsigned int command,
					 unsigned long argument)
{
	return command == 1 ? clock_set(file, *(unsigned int *)argument) : -EINVAL;
}

const struct file_operations clock_fops = {
	.open = clock_open,
	.unlocked_ioctl = clock_ioctl,
	.compat_ioctl = clock_compat_ioctl,
};

static noinline long disk_size(struct file *file)
{
	return file->inode ? file->inode->blocks : -EINVAL;
}

static long disk_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (command != 2)
		return -EINVAL;
	*(long *)argument = disk_size(file);
	return 0;
}

const struct file_operations disk_fops = {
	.unlocked_ioctl = disk_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static long tape_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	file->flags = command;
	return argument ? disk_size(file) : 0;
}

const struct file_operations tape_fops = {
	.unlocked_ioctl = tape_ioctl,
	.compat_ioctl = tape_ioctl,
};

/* The compat function does the same work on its own and calls none of the native one's helpers. */
static noinline int frame_resize(struct file *file, long rows)
{
	if (rows <= 0 || rows > 4096)
		return -EINVAL;
	file->count = rows;
	return 0;
}

static long frame_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return command == 3 ? frame_resize(file, *(long *)argument) : -EINVAL;
}

static long frame_compat_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	int rows = *(int *)argument;

	if (command != 3 || rows <= 0)
		return -EINVAL;
	file->count = rows;
	return 0;
}

/*
 * One table for functions of several types, of which a union tells nothing but what they take. What
 * the first leads to has a clone, and only that is called.
 */
struct kmem_cache;
unsigned long shrink_all(struct kmem_cache *cache, int rounds);

struct maintenance {
	const char *name;
	union {
		unsigned long (*shrink)(struct kmem_cache *cache, int rounds);
		long (*forward)(struct file *file, unsigned int command, unsigned long argument);
		long (*backward)(struct file *file, unsigned int command, unsigned long argument);
	};
	union {
		int (*check)(struct file *file);
		int (*resize)(struct file *file, long rows);
	} after;
};

const struct maintenance maintenance_table[2] = {
	{ "shrink", { .shrink = shrink_all }, { .resize = frame_resize } },
	{ "tape", { .backward = tape_ioctl }, { 0 } },
};

/* Functions that come back to themselves: over one other, and over four. */
int frame_walk(struct file *file, long depth);
static __noipa int frame_step(struct file *file, long depth)
{
	return depth > 0 ? frame_walk(file, depth - 1) + 1 : 0;
}

__noipa int frame_walk(struct file *file, long depth)
{
	file->count++;
	return frame_step(file, depth) * 2;
}
EXPORT_SYMBOL(frame_walk);

int frame_search(struct file *file, long depth);
static __noipa int frame_fourth(struct file *file, long depth)
{
	return depth > 0 ? frame_search(file, depth - 1) + 4 : 0;
}

static __noipa int frame_third(struct file *file, long depth)
{
	return frame_fourth(file, depth) + 3;
}

static __noipa int frame_second(struct file *file, long depth)
{
	return frame_third(file, depth) + 2;
}

__noipa int frame_search(struct file *file, long depth)
{
	return frame_second(file, depth) + 1;
}
EXPORT_SYMBOL(frame_search);

/* Operations inside another structure, and in an array. */
struct frame_driver {
	const char *name;
	struct file_operations operations;
};

struct frame_driver frame_drivers[2] = {
	{ "plain", { .unlocked_ioctl = frame_ioctl } },
	{ "both", { .unlocked_ioctl = frame_ioctl, .compat_ioctl = frame_compat_ioctl } },
};
