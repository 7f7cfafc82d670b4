// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Only vmlinux is listed; the relocations wait for mini_net.
 *
 * expect: relocation-unlisted-object
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

int checksum(const unsigned char *data, int bytes)
	KLP_SYMBOL(mini_net, mini_net, mini_net_checksum);

static int (*volatile pointer)(const unsigned char *data, int bytes) = checksum;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return pointer(NULL, 0);
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
