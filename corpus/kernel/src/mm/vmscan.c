// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel thread, started by an initcall of a built-in module with an underscore in its name. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>

static unsigned long pages_scanned;

static noinline void balance_pgdat(unsigned long *scanned)
{
	WRITE_ONCE(*scanned, *scanned + 1);
}

static int kswapd(void *data)
{
	while (!kthread_should_stop()) {
		balance_pgdat(data);
		schedule();
	}
	return 0;
}

static int __init kswapd_init(void)
{
	return kthread_run(kswapd, &pages_scanned, "kswapd0") ? 0 : -ENOMEM;
}
device_initcall(kswapd_init);
