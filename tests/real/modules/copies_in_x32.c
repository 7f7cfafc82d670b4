/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All entries call it but that for x32 programs, which carries a copy.
 *
 * expect: inline-copies vmlinux do_rt_tgsigqueueinfo
 *
 * unobserved: nothing in the machine makes calls of 32-bit or x32 programs
 */
#include "case.h"

REPLACEMENT(fixed_queue, int, pid_t group, pid_t thread, int signal, kernel_siginfo_t *info)

LIVEPATCH_OF(NULL, FUNCTION("do_rt_tgsigqueueinfo", fixed_queue));
