// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Source that asks for a symbol of vmlinux when a module is patched.
 *
 * expect: relocation-refused mini_net
 * csv: mini_net mini_net_receive klpp_mini_net_up
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include "livepatch.h"

int type_show(void *);

int klpp_mini_net_up(void *net)
{
	return type_show(net);
}

int klpp_cmdline_proc_show(void *m, void *v)
{
	return m && v;
}

extern typeof(type_show) type_show KLP_RELOC_SYMBOL(mini_net, vmlinux, type_show);
