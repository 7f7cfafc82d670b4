/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KSYM_NAME_LEN is 512.
 *
 * expect: name-too-long vmlinux *
 */
#include "case.h"

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

LIVEPATCH_OF(NULL, FUNCTION("f" HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED, replacement));
