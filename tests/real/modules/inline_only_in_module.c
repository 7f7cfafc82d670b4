/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: inline-only kt_target kt_inlined
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_inlined", replacement));
