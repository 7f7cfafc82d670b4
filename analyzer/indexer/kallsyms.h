/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_KALLSYMS_H
#define KV_INDEXER_KALLSYMS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/elf.h"

/*
 * A model of the kernel's symbol lookup: which ELF symbols kallsyms keeps and in which order. That
 * order is what old_sympos of a livepatch counts in.
 */
typedef struct kv_kallsyms_symbol {
	const char *name; /* owned by the ELF view */
	uint64_t address;
	uint64_t size;	  /* st_size */
	uint64_t extent;  /* bytes to the next higher symbol address */
	uint32_t section; /* ELF section number; may be SHN_ABS in a module */
	uint32_t rank;	  /* among symbols at one address: lower comes first */
	uint32_t input;	  /* index in .symtab */
	uint8_t type;	  /* as nm prints it */
	uint8_t flags;	  /* kv_symbol_flags of index/index.h */
} kv_kallsyms_symbol;

/* Whether symbols called @name never reach kallsyms, whatever they are. */
bool kv_kallsyms_ignores(const char *name);

/*
 * The kallsyms of a vmlinux with CONFIG_KALLSYMS_ALL (which livepatch needs), in kallsyms order:
 * by address, at one address in the order of scripts/kallsyms.c, compare_symbols(). The extent is
 * that of kallsyms_lookup_size_offset(). (element-type kv_kallsyms_symbol)
 */
GArray *kv_kallsyms_vmlinux(const kv_elf *elf);

/*
 * The kallsyms of the module @elf while it is being loaded, in the order of its .symtab
 * (kernel/module/kallsyms.c, module_kallsyms_on_each_symbol()); those that stay once its init has
 * run are KV_SYMBOL_CORE. Section and file symbols are left out: they are no names of functions,
 * and strip removes them anyway. Addresses follow @section_addresses, indexed by section number.
 * The extent ends with the section: where the kernel puts the next one is not in the file.
 */
GArray *kv_kallsyms_module(const kv_elf *elf, const uint64_t *section_addresses,
			   uint32_t section_count);

#endif
