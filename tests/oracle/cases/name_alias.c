/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The object's name is an alias that modprobe knows, not the module's name.
 *
 * target: ot_target
 * new: read /proc/ot_target => function=0
 */
#include "ot.h"

LIVEPATCH_OF("ot_alias", FUNCTION("ot_function", replacement));
