/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-unterminated kt_target -
 */
#include "case.h"

static struct klp_object objects[] = { { .name = "kt_target" }, { } };
LIVEPATCH(objects);
