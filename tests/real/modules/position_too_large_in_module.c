/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: symbol-wrong-position kt_target kt_pair,3
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION_AT("kt_pair", 3, replacement));
