/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_SOURCE_SOURCE_H
#define KV_LIVEPATCH_SOURCE_SOURCE_H

#include "livepatch/model/model.h"
#include "source/read.h"

/*
 * The livepatch that the C file @path is, read for the kernel that @options are about. What cannot
 * be read statically becomes a gap; complaints of the compiler are told by
 * kv_livepatch_source_errors(). Errors are those of kv_source_read(), and KV_ERROR_USAGE when the
 * file defines no klp_patch.
 */
kv_livepatch *kv_livepatch_read_source(const char *path, const kv_source_options *options,
				       GError **error);
/* The same from files that were read already, which it takes over: (element-type kv_c_unit). */
kv_livepatch *kv_livepatch_of_units(const char *path, const kv_source_options *options,
				    GPtrArray *units, GError **error);

/*
 * What keeps the source of @livepatch from being compiled, as one message: place and text of the
 * first errors. NULL when nothing does; free with g_free().
 */
char *kv_livepatch_source_errors(const kv_livepatch *livepatch);

/* Reads the klp_patch called @variable (in the tables of @unit) into @livepatch. */
void kv_source_tables_read(kv_livepatch *livepatch, const kv_c_unit *unit, uint32_t variable);

#endif
