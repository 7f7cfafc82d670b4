// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A system call whose entry for 32-bit programs takes its arguments apart in functions of its own:
 * both ways meet in core_sys_select(). The entries for 64-bit and for 32-bit programs of ppoll go
 * through one function.
 */
#include <linux/kernel.h>
#include <linux/syscalls.h>

static unsigned long ready;

int core_sys_select(unsigned long count, unsigned long timeout);
noinline int core_sys_select(unsigned long count, unsigned long timeout)
{
	unsigned long found = 0;

	for (unsigned long i = 0; i < count; i++)
		found += (READ_ONCE(ready) >> i) & 1;
	return found ? (int)found : timeout ? -EINTR : 0;
}

int do_pselect(unsigned long count, const unsigned long *timeout);
noinline int do_pselect(unsigned long count, const unsigned long *timeout)
{
	if (timeout && *timeout > 1000)
		return -EINVAL;
	return core_sys_select(count, timeout ? *timeout : 0);
}

int do_compat_pselect(unsigned int count, const unsigned int *timeout);
noinline int do_compat_pselect(unsigned int count, const unsigned int *timeout)
{
	if (timeout && timeout[0] > 1000)
		return -EINVAL;
	return core_sys_select(count, timeout ? timeout[0] + timeout[1] : 0);
}

SYSCALL_DEFINE2(pselect6, count, timeout)
{
	return do_pselect(count, (const unsigned long *)timeout);
}

COMPAT_SYSCALL_DEFINE2(pselect6, count, timeout)
{
	return do_compat_pselect(count, (const unsigned int *)timeout);
}

int do_sys_poll(unsigned long count);
noinline int do_sys_poll(unsigned long count)
{
	return count > 64 ? -EINVAL : core_sys_select(count, 1);
}

SYSCALL_DEFINE2(ppoll, count, timeout)
{
	return timeout ? do_sys_poll(count) : 0;
}

COMPAT_SYSCALL_DEFINE2(ppoll, count, timeout)
{
	return timeout > 1 ? do_sys_poll(count) : 0;
}
