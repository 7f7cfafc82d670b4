/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * only: 6.1
 * expect: object-builtin unix -
 */
#include "case.h"

LIVEPATCH_OF("unix", FUNCTION("unix_gc", replacement));
