// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A name that is unique.
 *
 * expect: nothing
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include "livepatch.h"

static int (*klpe_unix_bind)(void *);

static struct klp_kallsyms_reloc symbols[] = {
	{ "unix_bind", (void *)&klpe_unix_bind },
};

int klpp_cmdline_proc_show(void *m, void *v)
{
	return (*klpe_unix_bind)(m);
}
