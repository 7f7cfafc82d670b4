/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: symbol-ambiguous vmlinux type_show
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("type_show", replacement));
