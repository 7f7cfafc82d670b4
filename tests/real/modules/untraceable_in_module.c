/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target: kt_target
 * expect: trace-no-entry kt_target kt_notrace
 */
#include "case.h"

LIVEPATCH_OF("kt_target", FUNCTION("kt_notrace", replacement));
