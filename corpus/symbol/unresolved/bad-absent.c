// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A symbol that this kernel does not have.
 *
 * expect: symbol-unresolved
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include "livepatch.h"

static int (*klpe_unix_gone)(void *);

static struct klp_kallsyms_reloc symbols[] = {
	{ "unix_gone", (void *)&klpe_unix_gone },
};

int klpp_cmdline_proc_show(void *m, void *v)
{
	return (*klpe_unix_gone)(m);
}
