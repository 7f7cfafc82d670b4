// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/types.h>
#include <linux/shared.h>

struct shape {
	int side;
};

enum kind { ROUND, FLAT };

union value {
	int number;
	void *pointer;
};

noinline int second_user(int value)
{
	shared_helper(value);
	return sink;
}

noinline void no_parameters(void)
{
	sink = 0;
}

noinline struct shape *mixed(enum kind kind, union value value, bool flag, u32 number)
{
	sink = (int)kind + value.number + flag + (int)number;
	return 0;
}

noinline unsigned long with_callback(int (*fn)(void *, int), const char *const *names,
				     volatile char *where, ...)
{
	sink = fn(0, names[0][0]) + *where;
	return 0;
}

noinline char (*matrix(int (*cells)[4], long long (*const table[3])(void)))[8]
{
	sink = cells[0][0] + (int)table[0]();
	return 0;
}

noinline void *restricted(void *restrict to, const struct shape *from, unsigned short size)
{
	sink = from->side + size;
	return to;
}
