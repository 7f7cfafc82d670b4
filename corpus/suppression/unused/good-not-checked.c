// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Without debug information nobody knows whether the suppression is needed: it is not judged.
 *
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * kernel: stripped
 * not-checked: dwarf
 * expect: nothing
 */
#include <linux/sched.h>
#include <linux/types.h>

/* klpvet: allow(inline-copies) reason: getrlimit(2) only reads the limits */
static int klpp_do_prlimit(struct task_struct *task, unsigned int resource,
			   const struct rlimit *new_limit, struct rlimit *old_limit)
{
	return resource >= RLIM_NLIMITS || new_limit ? -1 : 0;
}
