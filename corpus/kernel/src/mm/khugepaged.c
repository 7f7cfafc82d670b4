// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Threads and what is inlined into them: a function with a symbol whose copy is in a thread's main
 * loop, one that a main calls, a thread that ends by itself, and one that is started by way of a
 * function that hands its argument on.
 */
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/smpboot.h>

static unsigned long pages_collapsed;

int collapse_huge_page(struct mm_struct *mm, unsigned long address);
int collapse_huge_page(struct mm_struct *mm, unsigned long address)
{
	if (address & 0x1fffff)
		return -EINVAL;
	if (!mm->total_vm)
		return -ENOMEM;
	mm->total_vm -= address >> 21;
	WRITE_ONCE(pages_collapsed, pages_collapsed + 1);
	return 0;
}

int madvise_collapse(struct mm_struct *mm, unsigned long start);
int madvise_collapse(struct mm_struct *mm, unsigned long start)
{
	return mm ? collapse_huge_page(mm, start) : -EINVAL;
}

static noinline void khugepaged_wait_work(void)
{
	schedule_timeout(100);
}

static __flatten int khugepaged(void *data)
{
	unsigned long address = 0;

	while (!kthread_should_stop()) {
		if (collapse_huge_page(data, address))
			address += 0x200000;
		khugepaged_wait_work();
	}
	return 0;
}

/* Ends when its work is done. */
static int prune_tree_thread(void *data)
{
	struct task_struct *task;

	for (task = data; task; task = task->next)
		task->flags = 0;
	return 0;
}

static int scrub_main(void *data)
{
	for (;;) {
		WRITE_ONCE(*(unsigned long *)data, 0);
		schedule_timeout(1000);
	}
	return 0;
}

static __noipa struct task_struct *start_helper(const char *name, int (*thread)(void *data))
{
	struct task_struct *task = kthread_create_on_node(thread, &pages_collapsed, name);

	if (task)
		wake_up_process(task);
	return task;
}

int start_khugepaged(struct mm_struct *mm);
int start_khugepaged(struct mm_struct *mm)
{
	struct task_struct *task = kthread_create_on_node(khugepaged, mm, "khugepaged");

	if (!task || !kthread_create_on_node(prune_tree_thread, task, "audit_prune_tree"))
		return -ENOMEM;
	return start_helper("scrubber", scrub_main) ? 0 : -EIO;
}
