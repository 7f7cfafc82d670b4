/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The function is in the module kvm, not in vmlinux.
 *
 * expect: symbol-absent vmlinux kvm_vcpu_kick
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("kvm_vcpu_kick", replacement));
