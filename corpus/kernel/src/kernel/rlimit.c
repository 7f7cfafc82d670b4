// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls of do_prlimit() that stay calls: one body, shared by its stubs. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

SYSCALL_DEFINE2_SHARED(setrlimit, resource, limit)
{
	return do_prlimit(current, resource, (struct rlimit *)limit, NULL);
}
