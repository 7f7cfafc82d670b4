/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: trace-no-entry vmlinux copy_page
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("copy_page", replacement));
