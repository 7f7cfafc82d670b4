/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_SYMBOLS_H
#define KV_INDEXER_SYMBOLS_H

#include <glib.h>
#include <stdint.h>

#include "elf/elf.h"
#include "indexer/build.h"
#include "dwarf/dwarf.h"
#include "index/index.h"
#include "indexer/kallsyms.h"

/* The symbols of an image, numbered as the index numbers them. */
typedef struct kv_symbol_list {
	GArray *symbols;	 /* (element-type kv_kallsyms_symbol) in kallsyms order */
	uint32_t *by_name;	 /* symbol numbers by (name, number) */
	uint32_t *by_address;	 /* symbol numbers by (address, number) */
	uint8_t *regions;	 /* kv_region of each symbol */
	uint8_t *ftrace_offsets; /* kv_symbol.ftrace_offset of each; KV_NO_FTRACE until assigned */
} kv_symbol_list;

/* @addresses is the layout of a module's sections; NULL for vmlinux. */
kv_symbol_list *kv_symbol_list_read(const kv_elf *elf, kv_object_kind kind,
				    const kv_section_addresses *addresses);
void kv_symbol_list_free(kv_symbol_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_symbol_list, kv_symbol_list_free)

uint32_t kv_symbol_list_count(const kv_symbol_list *list);
const kv_kallsyms_symbol *kv_symbol_list_at(const kv_symbol_list *list, uint32_t number);
/* The first symbol called @name, or NULL. */
const kv_kallsyms_symbol *kv_symbol_list_find(const kv_symbol_list *list, const char *name);
/* The run of by_name whose names begin with @prefix. */
kv_run kv_symbol_list_prefixed(const kv_symbol_list *list, const char *prefix);
/* The first position in by_address of an address not below @address. */
uint32_t kv_symbol_list_lower(const kv_symbol_list *list, uint64_t address);

#endif
