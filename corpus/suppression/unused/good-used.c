// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * On the line of the definition itself.
 *
 * csv: vmlinux do_prlimit klpp_do_prlimit
 * suppressed: inline-copies vmlinux do_prlimit
 * expect: nothing
 */
#include <linux/sched.h>

static int klpp_do_prlimit(struct task_struct *t, /* klpvet: allow(inline-copies) reason: reads */
			   unsigned int resource, const struct rlimit *new, struct rlimit *old)
{
	return t ? 0 : -1;
}
