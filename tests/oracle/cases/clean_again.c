/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The target is removed and comes again; the livepatch has no relocations to it.
 *
 * before: ot_target
 * do: unload ot_target
 * do: load ot_target
 * do: settle 20
 * new: read /proc/ot_target => function=4242
 */
#include "ot.h"

static int replacement_function(int value)
{
	return 4242;
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_function", replacement_function));
