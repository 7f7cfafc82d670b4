/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entry of ppoll for 32-bit programs calls set_compat_user_sigmask() instead.
 *
 * expect: syscall-compat-path vmlinux set_user_sigmask
 */
#include "case.h"

REPLACEMENT(fixed_mask, int, const sigset_t __user *mask, size_t size)

LIVEPATCH_OF(NULL, FUNCTION("set_user_sigmask", fixed_mask));
