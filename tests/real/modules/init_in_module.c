/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: symbol-in-init kt_target kt_setup
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_setup", replacement));
