// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_prlimit() is called as a function by the newer calls and inlined into all four getrlimit
 * entries: patching the function alone leaves those as they are.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

int do_prlimit(struct task_struct *task, unsigned int resource, const struct rlimit *new_limit,
	       struct rlimit *old_limit)
{
	struct rlimit *limit;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	limit = &task->limits[resource];
	if (new_limit) {
		if (new_limit->soft > new_limit->hard)
			return -EINVAL;
		if (new_limit->hard > limit->hard && task->pid)
			return -EPERM;
	}
	if (old_limit)
		*old_limit = *limit;
	if (new_limit)
		*limit = *new_limit;
	return 0;
}

long __x64_sys_getrlimit(const struct pt_regs *regs);
__flatten long __x64_sys_getrlimit(const struct pt_regs *regs)
{
	return do_prlimit(current, regs->di, NULL, (struct rlimit *)regs->si);
}

long __ia32_sys_getrlimit(const struct pt_regs *regs);
__flatten long __ia32_sys_getrlimit(const struct pt_regs *regs)
{
	return do_prlimit(current, (unsigned int)regs->bx, NULL, (struct rlimit *)regs->cx);
}

struct compat_rlimit {
	unsigned int soft, hard;
};

long __x64_compat_sys_getrlimit(const struct pt_regs *regs);
__flatten long __x64_compat_sys_getrlimit(const struct pt_regs *regs)
{
	struct compat_rlimit *out = (struct compat_rlimit *)regs->si;
	struct rlimit value;
	int error = do_prlimit(current, regs->di, NULL, &value);

	if (!error)
		out->soft = value.soft;
	return error;
}

long __ia32_compat_sys_getrlimit(const struct pt_regs *regs);
__flatten long __ia32_compat_sys_getrlimit(const struct pt_regs *regs)
{
	struct compat_rlimit *out = (struct compat_rlimit *)regs->cx;
	struct rlimit value;
	int error = do_prlimit(current, (unsigned int)regs->bx, NULL, &value);

	if (!error)
		out->soft = value.hard;
	return error;
}

/* The body is inlined into both stubs and exists nowhere else. */
SYSCALL_DEFINE2(setpriority, which, who)
{
	struct task_struct *task;
	long found = 0;

	for (task = current; task; task = task->next)
		if (task->pid == (int)who)
			found += task->flags ^ which;
	return found;
}

COMPAT_SYSCALL_DEFINE2(times, buffer, unused)
{
	unsigned int *out = (unsigned int *)buffer;

	out[0] = current->flags;
	out[1] = current->pid + unused;
	return 0;
}

/* Without arguments: one body under three names. */
SYSCALL_DEFINE0(getpid)
{
	return current->pid;
}

SYSCALL_DEFINE0(gettid)
{
	return current->pid + (current->flags & 1);
}
