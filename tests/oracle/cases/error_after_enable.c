/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The init function fails although klp_enable_patch() succeeded: the module is freed while its
 * functions are in use.
 *
 * do: read /proc/cmdline
 * not-covered: what the init function does
 */
#include "ot.h"

static struct klp_func functions[] = { FUNCTION("cmdline_proc_show", replacement_show), { } };
static struct klp_object objects[] = { { .funcs = functions }, { } };
static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init livepatch_init(void)
{
	int error = klp_enable_patch(&patch);

	return error ? error : -ENODEV;
}

static void __exit livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_DESCRIPTION("klpvet test case");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
