// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls of the miniature kernel's functions, so that what a livepatch changes can be seen. Each is
 * of a function that holds the copy of another one, or calls its clone.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/syscalls.h>

static char buffer[64];
static struct rlimit limit;
static struct task_struct task = { .limits = { [1] = { 11, 12 } } };
static struct inode inode = { .flags = 1, .mode = 7 };

/* corpus/kernel/src/mm/memory.c and mm/slab_common.c */
struct vm_area {
	unsigned long start, end, flags;
	struct vm_area *next;
};

struct kmem_cache {
	struct kmem_cache *next;
	unsigned long objects, size, flags;
};

unsigned long unmap_areas(struct vm_area *area);
unsigned long shrink_all(struct kmem_cache *cache, int rounds);
int walk_component(struct inode *inode, int depth);
long __ia32_compat_sys_getrlimit(const struct pt_regs *regs);
long __x64_sys_getrlimit(const struct pt_regs *regs);

static __noipa long call_seq_put_decimal(void)
{
	struct seq_file m = { .buf = buffer, .size = sizeof(buffer) };

	m.pad_until = 8;
	seq_put_decimal(&m, "n", 42);
	return m.count;
}

static __noipa long call_getrlimit(void)
{
	struct pt_regs regs = { .di = 1, .si = (unsigned long)&limit };

	limit.soft = 0;
	current_task = &task;
	return __x64_sys_getrlimit(&regs) + limit.soft;
}

static __noipa long call_compat_getrlimit(void)
{
	struct pt_regs regs = { .di = 1, .bx = 1, .cx = (unsigned long)buffer };

	current_task = &task;
	return __ia32_compat_sys_getrlimit(&regs) + buffer[0];
}

static __noipa long call_inode_permission(void)
{
	return inode_permission(&inode, 4);
}

static __noipa long call_unmap_areas(void)
{
	struct vm_area area = { .start = 0x5000, .end = 0x1000, .flags = 8 };

	return unmap_areas(&area);
}

static __noipa long call_shrink_all(void)
{
	struct kmem_cache cache = { .objects = 64, .size = 5 };

	return shrink_all(&cache, 2);
}

static const struct {
	const char *name;
	long (*call)(void);
} calls[] = {
	{ "seq_put_decimal", call_seq_put_decimal },
	{ "getrlimit", call_getrlimit },
	{ "compat_getrlimit", call_compat_getrlimit },
	{ "inode_permission", call_inode_permission },
	{ "unmap_areas", call_unmap_areas },
	{ "shrink_all", call_shrink_all },
};

const char *kv_mini_call(unsigned int number, long *result);
const char *kv_mini_call(unsigned int number, long *result)
{
	if (number >= ARRAY_SIZE(calls))
		return NULL;
	*result = calls[number].call();
	return calls[number].name;
}
