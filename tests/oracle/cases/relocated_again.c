/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The target is removed and comes again. Linux before 6.3 does not clear the relocations on x86
 * when it goes, meets their old values when it comes, and refuses it.
 *
 * before: ot_target
 * do: unload ot_target
 * do: load ot_target
 * do: settle 20
 * new: read /proc/ot_target => function=4201
 * not-covered: klpvet warns of it, but nobody has to remove the target
 */
#include "relocation.h"

int second_of_target(int value) RELOCATED(ot_target, ot_target, ot_second);

static int replacement_function(int value)
{
	return 4000 + second_of_target(value);
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_function", replacement_function));
