/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: symbol-not-function vmlinux saved_command_line
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("saved_command_line", replacement));
