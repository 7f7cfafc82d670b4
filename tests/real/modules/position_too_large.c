/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: symbol-wrong-position vmlinux type_show,18
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION_AT("type_show", 18, replacement));
