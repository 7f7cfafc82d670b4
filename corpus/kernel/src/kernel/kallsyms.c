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

/* Returns a constant: what is inlined of it elsewhere has no code at all. */
unsigned int kallsyms_show_value_default(void);
__attribute__((__always_inline__)) unsigned int kallsyms_show_value_default(void)
{
	return 1;
}

int update_iter(loff_t pos);
int update_iter(loff_t pos)
{
	iterator.pos = pos;
	iterator.show_value = kallsyms_show_value_default();
	if (iterator.type == 'U')
		return 0;
	iterator.name[pos & 7] = 0;
	iterator.module_name[0] = 0;
	return 1;
}

/* The table's own symbols are left out of kallsyms. */
extern const unsigned int kallsyms_num_syms;
const unsigned int kallsyms_num_syms = 1;
