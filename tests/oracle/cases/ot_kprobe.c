/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A probe with a post handler at the entry of cmdline_proc_show().
 *
 * support: what probed_entry is loaded after
 */
#include <linux/kprobes.h>

#include "ot.h"

static int before(struct kprobe *probe, struct pt_regs *registers)
{
	return 0;
}

static void after(struct kprobe *probe, struct pt_regs *registers, unsigned long flags)
{
}

static struct kprobe probe = {
	.symbol_name = "cmdline_proc_show",
	.pre_handler = before,
	.post_handler = after,
};

static int __init ot_init(void)
{
	return register_kprobe(&probe);
}

static void __exit ot_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(ot_init);
module_exit(ot_exit);
MODULE_DESCRIPTION("klpvet test target");
MODULE_LICENSE("GPL");
