/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/meminfo.c has a weak one.
 *
 * expect: symbol-weak-overridden vmlinux arch_report_meminfo
 */
#include "case.h"

REPLACEMENT(fixed_report, void, struct seq_file *m)

LIVEPATCH_OF(NULL, FUNCTION("arch_report_meminfo", fixed_report));
