/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Like init_later; then both modules go and come again. Of the redirection that could not be taken
 * away the kernel still has a record, in memory of the livepatch that is gone.
 *
 * after: ot_target
 * new: read /proc/ot_target => init=42
 * do: disable init_again
 * do: settle 5
 * do: unload ot_target
 * do: unload init_again
 * do: load init_again
 * do: load ot_target
 * do: read /proc/ot_target
 * beyond: klpvet predicts one load, not what the next one meets
 */
#include "ot.h"

static int replacement_setup(int value)
{
	return 42;
}

LIVEPATCH_OF("ot_target", FUNCTION("ot_setup", replacement_setup));
