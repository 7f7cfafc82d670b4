/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_CODE_CODE_H
#define KV_LIVEPATCH_CODE_CODE_H

#include "livepatch/module/memory.h"
#include "livepatch/model/model.h"

/*
 * Reads the machine code of the replacements of @livepatch and of what they call in the module, and
 * attaches it to the model. There is none of machines whose code is not decoded.
 */
void kv_livepatch_read_code(const kv_memory *memory, kv_livepatch *livepatch);

#endif
