/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_FLAGS_H
#define KV_SOURCE_FLAGS_H

#include <glib.h>

/*
 * The flags of @arguments (a compiler's command line without the compiler, NULL at the end) that
 * matter for what a source means, and do nothing else. Those only gcc knows and those about output
 * are left out, and so are folders outside @roots (real paths, NULL at the end). Relative names are
 * those of @directory. KV_ERROR_INPUT, with @origin in the message, for a flag that would load
 * code, read another list of flags or include a file from outside @roots.
 * A new array (element-type utf8).
 */
GPtrArray *kv_flags_filter(const char *origin, const char *const *arguments, const char *directory,
			   const char *const *roots, GError **error);

#endif
