/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_KLP_BUILD_H
#define KV_LIVEPATCH_MODULE_KLP_BUILD_H

#include "base/error.h"
#include "index/index.h"
#include "livepatch/model/model.h"
#include "livepatch/module/memory.h"

/* Whether klp-build, of Linux 6.19 and later, made @elf. */
bool kv_klp_build_recognise(const kv_elf *elf);
/*
 * Reads the tables of such a module: fills the klp_patch part of @livepatch. @kernel may be NULL.
 * KV_ERROR_INPUT when the tables are damaged.
 */
gboolean kv_klp_build_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch,
			   GError **error);

#endif
