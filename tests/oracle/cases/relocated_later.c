/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Relocations to a symbol of the target, which is not exported, are made when the target is there.
 *
 * target: ot_target
 * new: read /proc/ot_target => function=4201
 */
#include "relocation.h"

int second_of_target(int value) RELOCATED(ot_target, ot_target, ot_second);

static int replacement_function(int value)
{
	return 4000 + second_of_target(value);
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_function", replacement_function));
