/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-incomplete - -
 */
#include "case.h"

static struct klp_object objects[] = { { } };
LIVEPATCH(objects);
