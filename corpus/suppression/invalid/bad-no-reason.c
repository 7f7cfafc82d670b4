// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A finding that is allowed without a reason is not allowed.
 *
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * expect: suppression-invalid
 * expect: inline-copies vmlinux do_prlimit
 */
#include <linux/sched.h>
#include <linux/types.h>

/* klpvet: allow(inline-copies) */
static int klpp_do_prlimit(struct task_struct *task, unsigned int resource,
			   const struct rlimit *new_limit, struct rlimit *old_limit)
{
	return resource >= RLIM_NLIMITS || new_limit ? -1 : 0;
}
