/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The module that the cases about module objects patch; in two files, so that names repeat. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "kt.h"

static KEEP int kt_pair(int value)
{
	barrier();
	return value + 1;
}

KEEP int kt_unique(int value)
{
	barrier();
	return value * 3;
}

static KEEP notrace int kt_notrace(int value)
{
	barrier();
	return value * 5;
}

static int kt_count;

static __always_inline int kt_inlined(int value)
{
	WRITE_ONCE(kt_count, READ_ONCE(kt_count) ^ value);
	return value * 7;
}

/* Called here, where the compiler inlines it, and through a pointer, which keeps its body. */
static int kt_copied(int value)
{
	WRITE_ONCE(kt_count, READ_ONCE(kt_count) + value);
	return value * 11;
}

static int (*volatile kt_pointer)(int) = kt_copied;

static KEEP int kt_sum(int value)
{
	return kt_pair(value) + kt_other(value) + kt_unique(value) + kt_notrace(value) +
	       kt_inlined(value) + kt_copied(value) + kt_pointer(value);
}

static int kt_set(const char *text, const struct kernel_param *parameter)
{
	return kt_sum(text[0]) ? 0 : -EINVAL;
}

static const struct kernel_param_ops kt_ops = { .set = kt_set };
module_param_cb(value, &kt_ops, NULL, 0200);

static KEEP int __init kt_setup(int value)
{
	barrier();
	return value;
}

static int __init kt_init(void)
{
	return kt_setup(0);
}

static void __exit kt_exit(void)
{
}

module_init(kt_init);
module_exit(kt_exit);
MODULE_DESCRIPTION("klpvet test target");
MODULE_LICENSE("GPL");
