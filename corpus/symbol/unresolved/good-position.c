// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One of several, by its position.
 *
 * expect: nothing
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include "livepatch.h"

static int (*klpe_type_show)(void *);

static struct klp_kallsyms_reloc symbols[] = {
	{ "type_show", (void *)&klpe_type_show, NULL, 2 },
};

int klpp_cmdline_proc_show(void *m, void *v)
{
	return (*klpe_type_show)(m);
}
