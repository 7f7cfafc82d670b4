// SPDX-License-Identifier: GPL-2.0-or-later
/* Compiled, never run: test_dwarf.c knows these functions by name, line and shape. */
#include <linux/types.h>
#include <linux/livepatch.h>
#include <linux/shared.h>
#include "../lib/twin.h"

volatile int sink;

struct klp_patch sample_patch;
struct kallsym_iter sample_iter;

int second_user(int value);
void first_report(int value) __attribute__((__cold__, __noinline__));

static always_inline int innermost(int value)
{
	sink = value;
	return value + 3;
}

static always_inline int middle(int value)
{
	if (value > 10) {
		int twice = value * 2;

		return innermost(twice);
	}
	return value;
}

/* A body, because it is extern, and a copy in whoever calls it. */
extern int partly(int value);
inline __attribute__((__always_inline__)) int partly(int value)
{
	sink = value + 100;
	return sink;
}

noinline int host_of_middle(int value)
{
	return middle(value) + second_user(value);
}

noinline int host_of_partly(int value)
{
	shared_helper(value);
	twin_helper(value);
	return partly(value) - 1;
}

void first_report(int value)
{
	sink = value;
}

noinline int split(int value)
{
	sink = value;
	if (value < 0) {
		first_report(value);
		first_report(value + 1);
		first_report(value + sink);
	}
	return sink;
}

static noinline used int never_copied(int value)
{
	sink = value;
	return value;
}

int (*const addresses[])(int) = {partly, never_copied};
