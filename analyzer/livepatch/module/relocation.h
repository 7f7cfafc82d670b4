/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_RELOCATION_H
#define KV_LIVEPATCH_MODULE_RELOCATION_H

#include "elf/elf.h"
#include "livepatch/model/model.h"

/*
 * The livepatch relocations of a module (Documentation/livepatch/module-elf-format.rst): sets
 * relocated and references of @livepatch.
 */
void kv_livepatch_read_relocations(const kv_elf *elf, kv_livepatch *livepatch);
/* The undefined symbols, which the loader looks up by name: sets imports. */
void kv_livepatch_read_imports(const kv_elf *elf, kv_livepatch *livepatch);

#endif
