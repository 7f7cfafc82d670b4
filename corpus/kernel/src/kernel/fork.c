// SPDX-License-Identifier: GPL-2.0-or-later
/* get_task_mm(): called from elsewhere, and inlined into its own file's mm_access(). */
#include <linux/kernel.h>
#include <linux/sched.h>

struct task_struct *current_task;

/* Inlined nowhere but into the dead body below. */
void task_clear_flags(struct task_struct *task, unsigned int flags);
void task_clear_flags(struct task_struct *task, unsigned int flags)
{
	if (task->flags & flags)
		task->flags &= ~flags;
	else
		task->pid = 0;
}

/* Overridden in arch/x86/kernel/process.c: the body stays, its name does not. */
void arch_release_task(struct task_struct *task);
void __weak __flatten arch_release_task(struct task_struct *task)
{
	task_clear_flags(task, 1);
}

struct mm_struct *get_task_mm(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;

	if (mm) {
		if (task->flags & 0x20)
			mm = NULL;
		else
			mm->users.counter++;
	}
	return mm;
}

void mmput(struct mm_struct *mm)
{
	if (--mm->users.counter == 0) {
		mm->total_vm = 0;
		kfree(mm);
	}
}

struct mm_struct *mm_access(struct task_struct *task, unsigned int mode);
__flatten struct mm_struct *mm_access(struct task_struct *task, unsigned int mode)
{
	struct mm_struct *mm = get_task_mm(task);

	if (mm && mode & 2 && mm != current->mm)
		return NULL;
	return mm;
}

/* Inlines mm_access(), and with it a second copy of get_task_mm(). */
unsigned long task_size_checked(struct task_struct *task);
__flatten unsigned long task_size_checked(struct task_struct *task)
{
	struct mm_struct *mm = mm_access(task, 2);

	return mm ? mm->total_vm << 12 : 0;
}

void release_task(struct task_struct *task);
void release_task(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (mm)
		mmput(mm);
	arch_release_task(task);
}

void schedule_tail(struct task_struct *previous);
void schedule_tail(struct task_struct *previous)
{
	if (previous)
		release_task(previous);
}
