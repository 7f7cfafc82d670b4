/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_READER_H
#define KV_LIVEPATCH_MODULE_READER_H

#include "base/error.h"
#include "livepatch/module/memory.h"
#include "livepatch/model/model.h"

/* What the readers of each kind of livepatch module share. */

/* The most objects and functions that are read; the largest known livepatches have some 2000. */
#define KV_READER_ENTRIES_MAX 65536

/* Sets @error to @code with a printf-style message about the file of @memory; returns FALSE. */
gboolean kv_reader_fail(const kv_memory *memory, kv_error_code code, GError **error,
			const char *format, ...) G_GNUC_PRINTF(4, 5);
/* The string that the pointer at @place leads to; NULL with KV_ERROR_INPUT when there is none. */
const char *kv_reader_string(const kv_memory *memory, kv_place place, GError **error);
/* Whether the memory that @target leads to stays, and whether it can be written. */
kv_lp_storage kv_reader_storage(const kv_memory *memory, const kv_lp_pointer *target);
/* Sets symbol, section and storage of the replacement that @target leads to. */
void kv_reader_set_replacement(const kv_memory *memory, const kv_lp_pointer *target,
			       kv_lp_function *function);
/* The symbol of the function that @target leads to, or NULL; free with g_free(). */
char *kv_reader_symbol(const kv_memory *memory, const kv_lp_pointer *target);

#endif
