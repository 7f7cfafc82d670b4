/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: inline-copies kt_target kt_copied
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_copied", replacement));
