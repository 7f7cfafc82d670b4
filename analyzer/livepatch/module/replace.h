/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_REPLACE_H
#define KV_LIVEPATCH_MODULE_REPLACE_H

#include "base/fact.h"
#include "index/index.h"
#include "livepatch/module/memory.h"

/*
 * klp_patch.replace of a module whose init function fills the structure in: the constant that is
 * stored into it next to the store of THIS_MODULE. KV_UNKNOWN when that code is not recognised.
 * @kernel may be NULL.
 */
kv_fact kv_replace_from_code(const kv_memory *memory, const kv_index *kernel);

#endif
