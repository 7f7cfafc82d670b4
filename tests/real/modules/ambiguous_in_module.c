/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: symbol-ambiguous kt_target kt_pair
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_pair", replacement));
