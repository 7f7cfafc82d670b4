/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_unique", replacement));
