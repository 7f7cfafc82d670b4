/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: clean
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION_AT("type_show", 3, replacement));
