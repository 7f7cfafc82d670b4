// SPDX-License-Identifier: GPL-2.0-or-later
/* Boot: init text, which is freed later. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>

typedef int (*initcall_t)(void);
extern const int __initcall_start[], __initcall_end[];

int kernel_threads_start(void);

static int __initdata calls_failed;

/* There is another, ordinary parse_options() in fs/super.c. */
static __noipa int __init parse_options(const char *line)
{
	int options = 0;

	for (; *line; line++)
		options += *line == ' ';
	return options;
}

static noinline void __init do_initcalls(void)
{
	const int *call;

	for (call = __initcall_start; call < __initcall_end; call++) {
		initcall_t function = (initcall_t)((unsigned long)call + *call);

		if (function())
			calls_failed++;
	}
}

void __init start_kernel(void);
void __init start_kernel(void)
{
	pr_info("Linux starts, %d options\n", parse_options("quiet ro"));
	do_initcalls();
	kernel_threads_start();
	schedule();
}

static void __exit main_exit(void)
{
	calls_failed = 0;
}
