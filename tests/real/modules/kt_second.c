/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/module.h>

#include "kt.h"

static KEEP int kt_pair(int value)
{
	barrier();
	return value + 100;
}

int kt_other(int value)
{
	return kt_pair(value) * 2;
}
