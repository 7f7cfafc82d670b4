// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two findings about one function, each with a comment of its own, one below the other.
 *
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * csv: vmlinux do_prlimit,1 klpp_do_prlimit
 * suppressed: inline-copies vmlinux do_prlimit
 * suppressed: object-duplicate vmlinux do_prlimit,1
 * expect: nothing
 */
#include <linux/sched.h>

/* klpvet: allow(inline-copies) reason: getrlimit(2) only reads the limits */
/* klpvet: allow(object-duplicate) reason: the generator joins them */
int klpp_do_prlimit(struct task_struct *task, unsigned int resource, const struct rlimit *new_limit,
		    struct rlimit *old_limit)
{
	return task ? 0 : -1;
}
