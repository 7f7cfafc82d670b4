// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rule has another id now; a suppression by the old one goes on working.
 *
 * csv: vmlinux proc_cmdline_init klpp_proc_cmdline_init
 * suppressed: symbol-in-init vmlinux proc_cmdline_init
 * expect: nothing
 */
#include <linux/init.h>

/* klpvet: allow(trace-init) reason: the function is patched for its caller in the tests only */
int klpp_proc_cmdline_init(void)
{
	return 0;
}
