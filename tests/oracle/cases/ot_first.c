/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What other cases patch: shows in /proc/ot_target what its functions return.
 *
 * part-of: ot_target
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/proc_fs.h>

#include "ot.h"

static int ot_count;
static int ot_init_result;
int ot_second(int value);

static KEEP int ot_function(int value)
{
	barrier();
	return value + 1;
}

/* Called here, where the compiler inlines it, and through a pointer, which keeps its body. */
static int ot_copied(int value)
{
	WRITE_ONCE(ot_count, READ_ONCE(ot_count) + 1);
	return value * 11;
}

static int (*volatile ot_pointer)(int) = ot_copied;

static KEEP int ot_show(struct seq_file *m, void *v)
{
	seq_printf(m, "function=%d second=%d direct=%d pointer=%d init=%d\n", ot_function(1),
		   ot_second(1), ot_copied(1), ot_pointer(1), ot_init_result);
	return 0;
}

/* In text that is freed; ot_second.c has a function of this name that stays. */
static KEEP int __init ot_twice(int value)
{
	barrier();
	return value + 2;
}

static KEEP int __init ot_setup(int value)
{
	barrier();
	return value + 3;
}

static int __init ot_init(void)
{
	ot_init_result = ot_setup(0) * 100 + ot_twice(0);
	return proc_create_single("ot_target", 0444, NULL, ot_show) ? 0 : -ENOMEM;
}

static void __exit ot_exit(void)
{
	remove_proc_entry("ot_target", NULL);
}

module_init(ot_init);
module_exit(ot_exit);
MODULE_ALIAS("ot_alias");
MODULE_DESCRIPTION("klpvet test target");
MODULE_LICENSE("GPL");
