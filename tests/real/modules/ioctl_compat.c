/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The handler for 32-bit programs is hung_up_tty_compat_ioctl().
 *
 * expect: ioctl-compat vmlinux hung_up_tty_ioctl
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("hung_up_tty_ioctl", replacement));
