/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Like copies_seen, but of a function with one body.
 *
 * target: ot_target
 * new: read /proc/ot_target => function=4242
 */
#include "ot.h"

static int replacement_function(int value)
{
	return 4242;
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_function", replacement_function));
