/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_SIGNATURE_H
#define KV_LIVEPATCH_MODULE_SIGNATURE_H

#include "elf/elf.h"
#include "livepatch/model/model.h"

/*
 * Fills in prototype and signature of the replacements of @livepatch, as the debug information of
 * the module @elf tells them.
 */
void kv_livepatch_read_signatures(const kv_elf *elf, kv_livepatch *livepatch);

#endif
