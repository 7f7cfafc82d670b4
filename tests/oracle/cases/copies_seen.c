/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function that is called through a pointer and has been inlined: only the pointer's call gets
 * to the replacement.
 *
 * target: ot_target
 * new: read /proc/ot_target => pointer=4242
 * new: read /proc/ot_target => direct=4242
 */
#include "ot.h"

static int replacement_copied(int value)
{
	return 4242;
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_copied", replacement_copied));
