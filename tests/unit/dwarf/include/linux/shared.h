/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLE_SHARED_H
#define SAMPLE_SHARED_H

#include <linux/types.h>

static always_inline void shared_helper(int value)
{
	sink = value;
	sink = value + 1;
}

#endif
