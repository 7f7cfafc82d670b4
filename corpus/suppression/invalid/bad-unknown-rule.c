// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The name of the rule is not quite right, and the finding stays.
 *
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * expect: suppression-invalid
 * expect: inline-copies vmlinux do_prlimit
 */
#include <linux/sched.h>
#include <linux/types.h>

/* klpvet: allow(inline-copy) reason: getrlimit(2) only reads the limits */
static int klpp_do_prlimit(struct task_struct *task, unsigned int resource,
			   const struct rlimit *new_limit, struct rlimit *old_limit)
{
	return resource >= RLIM_NLIMITS || new_limit ? -1 : 0;
}
