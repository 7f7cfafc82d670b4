/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: trace-no-entry vmlinux exc_page_fault
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("exc_page_fault", replacement));
