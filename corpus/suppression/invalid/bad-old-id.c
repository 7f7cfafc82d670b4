// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Not quite the id that the rule had before: the finding stays.
 *
 * csv: vmlinux proc_cmdline_init klpp_proc_cmdline_init
 * expect: suppression-invalid
 * expect: symbol-in-init vmlinux proc_cmdline_init
 */
#include <linux/init.h>

/* klpvet: allow(trace-inti) reason: the function is patched for its caller in the tests only */
int klpp_proc_cmdline_init(void)
{
	return 0;
}
