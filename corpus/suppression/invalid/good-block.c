// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A reason, in a comment of several lines, above the definition of the replacement.
 *
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * suppressed: inline-copies vmlinux do_prlimit
 * expect: nothing
 */
#include <linux/sched.h>
#include <linux/types.h>

/*
 * klpvet: allow(inline-copies)
 * reason: getrlimit(2) only reads the limits, and the bug is in setting them
 */
static int klpp_do_prlimit(struct task_struct *task, unsigned int resource,
			   const struct rlimit *new_limit, struct rlimit *old_limit)
{
	return resource >= RLIM_NLIMITS || new_limit ? -1 : 0;
}
