// SPDX-License-Identifier: GPL-2.0-or-later
/* A function whose name is as long as KSYM_NAME_LEN allows. */
#include <linux/export.h>
#include <linux/longname.h>
#include <linux/sched.h>

int longest_name(struct task_struct *task) __asm__(NAME_OF_511_CHARACTERS);
int longest_name(struct task_struct *task)
{
	return task->pid + NAME_OF_511_CHARACTERS[0];
}
