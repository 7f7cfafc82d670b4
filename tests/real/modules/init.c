/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: symbol-in-init vmlinux start_kernel
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("start_kernel", replacement));
