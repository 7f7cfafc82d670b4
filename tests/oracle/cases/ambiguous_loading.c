/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two functions have the name while the module is loading, one when its init text is freed.
 *
 * target: ot_target
 * new: read /proc/ot_target => second=4242
 */
#include "ot.h"

static int replacement_twice(int value)
{
	return 4242;
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_twice", replacement_twice));
