/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_RUN_H
#define KV_INDEXER_CODE_RUN_H

#include "indexer/code.h"

/* The reading of the machine code of one image; see code.h. */
typedef struct kv_code_run kv_code_run;

/*
 * Decodes the code of @elf, whose symbols are @symbols, and shows it to all parts. @addresses is
 * the layout of a module's sections, else NULL. All three must live as long as the run.
 */
kv_code_run *kv_code_run_new(kv_elf *elf, kv_object_kind kind, const kv_symbol_list *symbols,
			     const kv_section_addresses *addresses);
/* Lets the parts finish, now that @dwarf has been read; the tables are owned by @run. */
kv_code_tables *kv_code_run_finish(kv_code_run *run, const kv_dwarf *dwarf);
void kv_code_run_free(kv_code_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_code_run, kv_code_run_free)

#endif
