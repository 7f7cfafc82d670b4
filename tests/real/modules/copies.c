/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: inline-copies vmlinux do_prlimit
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("do_prlimit", replacement));
