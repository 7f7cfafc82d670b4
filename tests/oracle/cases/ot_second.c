/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * part-of: ot_target
 */
#include "ot.h"

int ot_second(int value);

static KEEP int ot_twice(int value)
{
	barrier();
	return value + 200;
}

int ot_second(int value)
{
	return ot_twice(value);
}
