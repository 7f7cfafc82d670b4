/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-misnamed kt_target.ko -
 */
#include "case.h"

LIVEPATCH_OF("kt_target.ko", FUNCTION("kt_unique", replacement));
