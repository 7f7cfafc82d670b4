// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One comment for each of two findings at one place, in the other style of comments; and a comment
 * that only mentions klpvet.
 *
 * csv: vmlinux vsnprintf klpp_vsnprintf
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * suppressed: trace-no-entry vmlinux vsnprintf
 * suppressed: inline-copies vmlinux do_prlimit
 * expect: nothing
 */
#include <linux/sched.h>
#include <linux/types.h>

/* Checked with klpvet: nothing else was found. */
// klpvet: allow(trace-no-entry) reason: this kernel is built with its own flags for lib/
static int klpp_vsnprintf(char *buffer, size_t size, const char *format,
			  __builtin_va_list arguments)
{
	return 0;
}

// klpvet: allow(inline-copies) reason: getrlimit(2) only reads the limits
static int klpp_do_prlimit(struct task_struct *task, unsigned int resource,
			   const struct rlimit *new_limit, struct rlimit *old_limit)
{
	return resource >= RLIM_NLIMITS || new_limit ? -1 : 0;
}
