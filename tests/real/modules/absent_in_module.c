/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: symbol-absent kt_target kt_missing
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_missing", replacement));
