/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/types.h>

struct mm_struct {
	struct atomic users;
	unsigned long total_vm;
};

struct rlimit {
	unsigned long soft, hard;
};

#define RLIM_NLIMITS 16

struct task_struct {
	unsigned int flags;
	int pid;
	struct mm_struct *mm;
	struct rlimit limits[RLIM_NLIMITS];
	struct task_struct *next;
	char comm[16];
};

extern struct task_struct *current_task;
#define current current_task

void schedule(void);
long schedule_timeout(long timeout);
int wake_up_process(struct task_struct *task);
struct mm_struct *get_task_mm(struct task_struct *task);
void mmput(struct mm_struct *mm);
int do_prlimit(struct task_struct *task, unsigned int resource, const struct rlimit *new_limit,
	       struct rlimit *old_limit);
int kill_pid_info(int signal, struct task_struct *task);

#endif
