/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_KPATCH_H
#define KV_LIVEPATCH_MODULE_KPATCH_H

#include "base/error.h"
#include "index/index.h"
#include "livepatch/model/model.h"
#include "livepatch/module/memory.h"

/* Whether kpatch-build made @elf. */
bool kv_kpatch_recognise(const kv_elf *elf);
/*
 * Reads the tables of such a module: fills the klp_patch part of @livepatch. @kernel may be NULL.
 * KV_ERROR_INPUT when the tables are damaged.
 */
gboolean kv_kpatch_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch,
			GError **error);

#endif
