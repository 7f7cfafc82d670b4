// SPDX-License-Identifier: GPL-2.0-or-later
/* The limits of names: array sizes of struct kallsym_iter. */
#include <linux/kernel.h>
#include <linux/module.h>

struct kallsym_iter {
	loff_t pos;
	loff_t pos_arch_end, pos_mod_end, pos_ftrace_mod_end, pos_bpf_end;
	unsigned long value;
	unsigned int nameoff;
	char type;
	char name[KSYM_NAME_LEN];
	char module_name[MODULE_NAME_LEN];
	int exported;
	int show_value;
};

static struct kallsym_iter iterator;

/* One load: elsewhere it melts into the caller's compare, and no code is left of the copy. */
int kallsyms_show_value(const struct kallsym_iter *iter);
int kallsyms_show_value(const struct kallsym_iter *iter)
{
	return iter->show_value;
}

int update_iter(loff_t pos);
int update_iter(loff_t pos)
{
	iterator.pos = pos;
	if (kallsyms_show_value(&iterator) > 5)
		return 0;
	iterator.name[pos & 7] = 0;
	iterator.module_name[0] = 0;
	return 1;
}

/* The table's own symbols are left out of kallsyms. */
extern const unsigned int kallsyms_num_syms;
const unsigned int kallsyms_num_syms = 1;
