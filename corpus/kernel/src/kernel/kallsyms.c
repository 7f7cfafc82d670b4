// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The limits of names: array sizes of struct kallsym_iter. And the walk over all symbols, in the forms
 * that it has had: without a point at which another task may run (KALLSYMS_WALK is 1), with one (2),
 * and beside a search. These are notrace, so that all variants have the same ftrace locations.
 */
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

typedef int (*symbol_function)(void *data, const char *name, unsigned long address);

static const char *const symbol_names[] = { "schedule", "unix_gc", "type_show" };

#if KALLSYMS_WALK == 2
void _cond_resched(void);
notrace noinline void _cond_resched(void)
{
	iterator.show_value++;
}
#else
#define _cond_resched()
#endif

int kallsyms_on_each_symbol(symbol_function function, void *data);
notrace int kallsyms_on_each_symbol(symbol_function function, void *data)
{
	int result = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(symbol_names) && !result; i++) {
		result = function(data, symbol_names[i], i);
		_cond_resched();
	}
	return result;
}

#ifndef KALLSYMS_WALK
int kallsyms_on_each_match_symbol(symbol_function function, const char *name, void *data);
notrace int kallsyms_on_each_match_symbol(symbol_function function, const char *name, void *data)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(symbol_names); i++)
		if (symbol_names[i][0] == name[0])
			return function(data, name, i);
	return 0;
}
#endif
