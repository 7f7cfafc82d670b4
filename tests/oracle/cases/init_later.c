/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module's init function: known, and redirected, while the module is loading; gone afterwards.
 *
 * after: ot_target
 * new: read /proc/ot_target => init=42
 */
#include "ot.h"

static int replacement_setup(int value)
{
	return 42;
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_setup", replacement_setup));
