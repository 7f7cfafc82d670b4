/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * unobserved: the target shows nobody what the function returns
 * expect: inline-copies kt_target kt_copied
 */
#include "case.h"

REPLACEMENT(fixed, int, int value)

LIVEPATCH_OF("kt_target", FUNCTION("kt_copied", fixed));
