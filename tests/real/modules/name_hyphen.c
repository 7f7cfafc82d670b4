/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: object-misnamed kvm-intel -
 */
#include "case.h"

LIVEPATCH_OF("kvm-intel", FUNCTION("vmx_hardware_setup", replacement));
