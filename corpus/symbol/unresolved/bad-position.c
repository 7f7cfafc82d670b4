// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * There are not that many.
 *
 * expect: symbol-unresolved
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include "livepatch.h"

static int (*klpe_unix_bind)(void *);

static struct klp_kallsyms_reloc symbols[] = {
	{ "unix_bind", (void *)&klpe_unix_bind, NULL, 3 },
};

int klpp_cmdline_proc_show(void *m, void *v)
{
	return (*klpe_unix_bind)(m);
}
