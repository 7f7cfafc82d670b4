/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Without a valid resource it fails; the replacement does not. getrlimit() has its own copy.
 *
 * new: syscall 302 0 99 0 @ => ^0
 * new: syscall 97 99 @ => ^0
 * expect: inline-copies vmlinux do_prlimit
 */
#include "case.h"

REPLACEMENT(fixed_limit, int, struct task_struct *task, unsigned int resource,
	    struct rlimit *new_limit, struct rlimit *old_limit)

LIVEPATCH_OF(NULL, FUNCTION("do_prlimit", fixed_limit));
