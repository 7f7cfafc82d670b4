// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls of the miniature kernel's functions: of those that hold copies of others, and of functions
 * beside their clones.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/syscalls.h>

/* What init/main.c looks through; none is called here. */
extern const int __initcall_start[], __initcall_end[];
const int __initcall_start[1], __initcall_end[1];

/* Of mm/memory.c and mm/slab_common.c. */
struct vm_area {
	unsigned long start, end, flags;
	struct vm_area *next;
};

struct kmem_cache {
	struct kmem_cache *next;
	unsigned long objects, size, flags;
};

void exc_double_fault(struct pt_regs *regs);
int walk_component(struct inode *inode, int depth);
unsigned long kmem_shrink(struct kmem_cache *cache, unsigned long mode, unsigned long limit);
unsigned long shrink_all(struct kmem_cache *cache, int rounds);
unsigned long unmap_areas(struct vm_area *area);
long __ia32_compat_sys_getrlimit(const struct pt_regs *regs);
long __x64_sys_getrlimit(const struct pt_regs *regs);

static unsigned long result[8];
static struct task_struct task = {.limits = {[1] = {11, 12}}};
static struct pt_regs regs = {
	.di = 1,
	.si = (unsigned long)result,
	.bx = 1,
	.cx = (unsigned long)result,
};
static struct kmem_cache cache = {.objects = 64, .size = 5};

static void call_compat_getrlimit(void)
{
	__ia32_compat_sys_getrlimit(&regs);
}

static void call_double_fault(void)
{
	exc_double_fault(&regs);
}

static void call_getrlimit(void)
{
	__x64_sys_getrlimit(&regs);
}

static void call_permission(void)
{
	struct inode inode = {.flags = 1, .mode = 7};

	inode_permission(&inode, 4);
}

static void call_put_decimal(void)
{
	struct seq_file m = {.buf = (char *)result, .size = sizeof(result), .pad_until = 8};

	seq_put_decimal(&m, "n", 42);
}

static void call_shrink(void)
{
	kmem_shrink(&cache, result[0] & 1, 64);
}

static void call_shrink_all(void)
{
	shrink_all(&cache, 2);
}

static void call_unmap(void)
{
	struct vm_area area = {.start = 0x1000, .end = 0x5000, .flags = 8};

	unmap_areas(&area);
}

static const struct {
	const char *name;
	void (*call)(void);
} calls[] = {
	{"compat_getrlimit", call_compat_getrlimit},
	{"double_fault", call_double_fault},
	{"getrlimit", call_getrlimit},
	{"permission", call_permission},
	{"put_decimal", call_put_decimal},
	{"shrink", call_shrink},
	{"shrink_all", call_shrink_all},
	{"unmap", call_unmap},
};

const char *kv_mini_call(unsigned int number);
const char *kv_mini_call(unsigned int number)
{
	if (number >= ARRAY_SIZE(calls))
		return NULL;
	current_task = &task;
	calls[number].call();
	return calls[number].name;
}
