/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_READERS_H
#define KV_LIVEPATCH_MODULE_READERS_H

#include "base/error.h"
#include "index/index.h"
#include "livepatch/module/memory.h"
#include "livepatch/model/model.h"

/*
 * One reader for each kind of livepatch module. Each fills the klp_patch part of @livepatch; what
 * it cannot see becomes a gap. @kernel may be NULL.
 */

/* The most objects and functions that are read; the largest known livepatches have some 2000. */
#define KV_READER_ENTRIES_MAX 65536

/* klp_patch, klp_object and klp_func written in the source: whatever cannot be read is a gap. */
void kv_module_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch);

/* kpatch-build: whether @elf is one; its tables. KV_ERROR_INPUT when they are damaged. */
bool kv_kpatch_recognise(const kv_elf *elf);
gboolean kv_kpatch_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch,
			GError **error);

/* klp-build of Linux 6.19 and later: the same. */
bool kv_klp_build_recognise(const kv_elf *elf);
gboolean kv_klp_build_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch,
			   GError **error);

/* Sets @error to @code with a printf-style message about the file of @memory; returns FALSE. */
gboolean kv_reader_fail(const kv_memory *memory, kv_error_code code, GError **error,
			const char *format, ...) G_GNUC_PRINTF(4, 5);
/* The string that the pointer at @place leads to; NULL with KV_ERROR_INPUT when there is none. */
const char *kv_reader_string(const kv_memory *memory, kv_place place, GError **error);
/* What becomes of the memory that @target leads to. */
kv_lp_storage kv_reader_storage(const kv_memory *memory, const kv_lp_pointer *target);
/* Sets symbol, section and storage of the replacement that @target leads to. */
void kv_reader_set_replacement(const kv_memory *memory, const kv_lp_pointer *target,
			       kv_lp_function *function);
/* The symbol of the function that @target leads to, or NULL; free with g_free(). */
char *kv_reader_symbol(const kv_memory *memory, const kv_lp_pointer *target);

/*
 * klp_patch.replace of a module whose init function fills the structure in: the constant that is
 * stored into it next to the store of THIS_MODULE. KV_UNKNOWN when that code is not recognised.
 */
kv_fact kv_reader_replace_from_code(const kv_memory *memory, const kv_index *kernel);

#endif
