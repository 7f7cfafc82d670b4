// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An id of before is that of one rule: the finding of another one stays.
 *
 * csv: vmlinux proc_cmdline_init klpp_proc_cmdline_init
 * expect: suppression-unused
 * expect: symbol-in-init vmlinux proc_cmdline_init
 */
#include <linux/init.h>

/* klpvet: allow(object-sentinel) reason: the function is patched for its caller in the tests only */
int klpp_proc_cmdline_init(void)
{
	return 0;
}
