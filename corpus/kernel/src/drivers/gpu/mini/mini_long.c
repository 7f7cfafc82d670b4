// SPDX-License-Identifier: GPL-2.0-or-later
/* A module whose name is as long as MODULE_NAME_LEN allows. */
#include <linux/kernel.h>
#include <linux/module.h>

int mini_long_probe(int id);
int mini_long_probe(int id)
{
	pr_info("probe %d\n", id);
	return id * 3;
}

static int __init mini_long_init(void)
{
	return mini_long_probe(1) & 0;
}

static void __exit mini_long_exit(void)
{
}

module_init(mini_long_init);
module_exit(mini_long_exit);
MODULE_LICENSE("GPL");
