/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: clean
 */
#include "case.h"

REPLACEMENT(fixed, int, int value)

LIVEPATCH_OF("kt_target", FUNCTION_AT("kt_pair", 2, fixed));
