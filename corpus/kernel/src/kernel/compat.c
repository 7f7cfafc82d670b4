// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How the work of a system call is reached from its entries: shared by all, with a copy in the x32
 * entry alone, or done another way by the compat entry.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

struct siginfo {
	int number, code;
	unsigned long value;
};

/* All entries call the symbol but that of x32, which carries a copy. */
int do_rt_tgsigqueueinfo(int pid, int number, struct siginfo *info);
int do_rt_tgsigqueueinfo(int pid, int number, struct siginfo *info)
{
	struct task_struct *task;

	if (info->code >= 0 && pid != current->pid)
		return -EPERM;
	for (task = current; task; task = task->next)
		if (task->pid == pid)
			return kill_pid_info(number, task);
	return -EINVAL;
}

/* The same under a name of which the compiler has no body to inline. */
int queue_signal(int pid, int number, struct siginfo *info) __asm__("do_rt_tgsigqueueinfo");

long __x64_sys_rt_tgsigqueueinfo(const struct pt_regs *regs);
long __x64_sys_rt_tgsigqueueinfo(const struct pt_regs *regs)
{
	struct siginfo info = *(const struct siginfo *)regs->dx;

	info.number = regs->si;
	return queue_signal(regs->di, regs->si, &info);
}

long __ia32_compat_sys_rt_tgsigqueueinfo(const struct pt_regs *regs);
long __ia32_compat_sys_rt_tgsigqueueinfo(const struct pt_regs *regs)
{
	struct siginfo info = { .number = regs->cx, .code = ((const int *)regs->dx)[1] };

	return queue_signal(regs->bx, regs->cx, &info);
}

long __x64_compat_sys_rt_tgsigqueueinfo(const struct pt_regs *regs);
__flatten long __x64_compat_sys_rt_tgsigqueueinfo(const struct pt_regs *regs)
{
	struct siginfo info = { .number = regs->si, .code = ((const int *)regs->dx)[1] };

	return do_rt_tgsigqueueinfo(regs->di, regs->si, &info);
}

/* Patched once, right for all: every entry reaches it by calls. */
noinline long read_clock(int which);
noinline long read_clock(int which)
{
	return which ? -EINVAL : (long)current->limits[0].soft;
}

SYSCALL_DEFINE2(clock_gettime, which, out)
{
	*(long *)out = read_clock(which);
	return 0;
}

long __ia32_sys_clock_gettime32(const struct pt_regs *regs);
long __ia32_sys_clock_gettime32(const struct pt_regs *regs)
{
	*(int *)regs->cx = (int)read_clock((int)regs->bx);
	return 0;
}

/* The native entry goes through set_user_sigmask(); the compat one does the same by hand. */
noinline int set_user_sigmask(const unsigned long *mask, size_t size);
noinline int set_user_sigmask(const unsigned long *mask, size_t size)
{
	if (size != sizeof(*mask))
		return -EINVAL;
	current->limits[1].soft = *mask;
	return 0;
}

static noinline long do_sys_poll(unsigned long count, long timeout)
{
	while (count-- && timeout > 0)
		timeout = schedule_timeout(timeout);
	return timeout;
}

SYSCALL_DEFINE2(poll, count, timeout)
{
	return do_sys_poll(count, timeout);
}

long __x64_sys_ppoll(const struct pt_regs *regs);
long __x64_sys_ppoll(const struct pt_regs *regs)
{
	int error = set_user_sigmask((const unsigned long *)regs->r10, regs->r8);

	return error ? error : do_sys_poll(regs->si, regs->dx);
}

long __ia32_compat_sys_ppoll_time32(const struct pt_regs *regs);
long __ia32_compat_sys_ppoll_time32(const struct pt_regs *regs)
{
	const unsigned int *mask = (const unsigned int *)regs->si;

	if (regs->di != 2 * sizeof(*mask))
		return -EINVAL;
	current->limits[1].soft = mask[0] | (unsigned long)mask[1] << 32;
	return do_sys_poll(regs->cx, (int)regs->dx);
}

/* A chain that is reached from the native entry alone. */
static noinline int sigaction_check(int number)
{
	return number < 1 || number > 64 ? -EINVAL : 0;
}

static noinline int sigaction_store(int number, unsigned long handler)
{
	int error = sigaction_check(number);

	if (!error)
		current->limits[number & 15].hard = handler;
	return error;
}

long __x64_sys_rt_sigaction(const struct pt_regs *regs);
long __x64_sys_rt_sigaction(const struct pt_regs *regs)
{
	return sigaction_store(regs->di, regs->si) ? -EINVAL : 0;
}

COMPAT_SYSCALL_DEFINE2(rt_sigaction, number, handler)
{
	if (number > 64)
		return -EINVAL;
	current->limits[number & 15].hard = (unsigned int)handler;
	return 0;
}
