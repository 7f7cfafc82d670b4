/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The handler for 32-bit programs is hpet_compat_ioctl().
 *
 * expect: ioctl-compat-path vmlinux hpet_ioctl
 */
#include "case.h"

REPLACEMENT(fixed_ioctl, long, struct file *file, unsigned int command, unsigned long argument)

LIVEPATCH_OF(NULL, FUNCTION("hpet_ioctl", fixed_ioctl));
