/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four things wrong at once; the demonstration on a distribution's kernel shows this one.
 *
 * expect: symbol-absent vmlinux cmdline_proc_shwo
 * expect: symbol-ambiguous vmlinux type_show
 * expect: trace-no-entry vmlinux vsnprintf
 * expect: inline-copies vmlinux do_prlimit
 */
#include "case.h"

REPLACEMENT(fixed_limit, int, struct task_struct *task, unsigned int resource,
	    struct rlimit *new_limit, struct rlimit *old_limit)

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_shwo", replacement_show),
	     FUNCTION("type_show", replacement),
	     FUNCTION("vsnprintf", replacement),
	     FUNCTION("do_prlimit", fixed_limit));
