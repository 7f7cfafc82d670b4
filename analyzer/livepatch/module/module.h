/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_MODULE_H
#define KV_LIVEPATCH_MODULE_MODULE_H

#include "index/index.h"
#include "livepatch/model/model.h"
#include "livepatch/module/memory.h"

/*
 * Reads a module whose source has klp_patch, klp_object and klp_func: fills their part of
 * @livepatch. What cannot be read becomes a gap. @kernel may be NULL.
 */
void kv_module_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch);

#endif
