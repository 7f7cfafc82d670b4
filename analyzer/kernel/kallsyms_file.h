/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_KALLSYMS_FILE_H
#define KV_KERNEL_KALLSYMS_FILE_H

#include <glib.h>
#include <stdbool.h>

#include "base/file.h"
#include "index/index.h"

/*
 * Whether @file is the one-line System.map that Debian installs in /boot, which only says in which
 * package the real one is.
 */
bool kv_kallsyms_file_is_stub(const kv_file *file);

/*
 * Compares @file, a System.map or a copy of /proc/kallsyms, with the symbols of @vmlinux: names,
 * how often each occurs, and where, a constant shift (KASLR) apart. Without addresses (all zero,
 * as /proc/kallsyms shows them to users without CAP_SYSLOG) the order of the lines decides. Lines
 * of modules do not count, nor do absolute symbols and those the kernel's own tables consist of.
 *
 * Appends to @warnings (element-type utf8) what contradicts: nothing, or one line with the counts
 * and up to one more with examples for each way to differ. KV_ERROR_INPUT when @file holds no
 * symbols.
 */
gboolean kv_kallsyms_file_compare(const kv_file *file, const kv_index *vmlinux, GPtrArray *warnings,
				  GError **error);

#endif
