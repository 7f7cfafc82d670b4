/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ELF_ELF_H
#define KV_ELF_ELF_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

/*
 * A read-only view on a 64-bit ELF file: sections, symbols, relocations, notes. Every access is
 * bounds-checked against the file; a section that reaches past its end has no bytes.
 */
typedef struct kv_elf kv_elf;

typedef struct kv_elf_section {
	const char *name;
	uint32_t index;
	uint32_t type;	  /* SHT_* */
	uint64_t flags;	  /* SHF_* */
	uint64_t address; /* 0 in ET_REL */
	uint64_t offset;  /* in the file */
	uint64_t size;
	uint64_t entry_size;
	uint64_t alignment;
	uint32_t link;
	uint32_t info;
} kv_elf_section;

typedef struct kv_elf_symbol {
	const char *name;
	uint64_t value;
	uint64_t size;
	uint32_t section; /* SHN_XINDEX already resolved; SHN_UNDEF, SHN_ABS, SHN_LIVEPATCH kept */
	uint8_t type;	  /* STT_* */
	uint8_t binding;  /* STB_* */
} kv_elf_symbol;

typedef struct kv_elf_relocation {
	uint64_t offset; /* in the relocated section */
	uint32_t symbol; /* index into .symtab */
	uint32_t type;	 /* R_* of the machine */
	int64_t addend;
} kv_elf_relocation;

/* Section index of livepatch symbols: include/uapi/linux/elf.h. */
#define KV_SHN_LIVEPATCH 0xff20
/* Section flag of livepatch relocations: include/uapi/linux/elf.h. */
#define KV_SHF_RELA_LIVEPATCH 0x00100000

/*
 * Views @file, of which a reference is taken. KV_ERROR_USAGE when it is no ELF file at all,
 * KV_ERROR_INPUT when it is 32-bit, truncated or has damaged headers.
 */
kv_elf *kv_elf_open(kv_file *file, GError **error);
void kv_elf_free(kv_elf *elf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_elf, kv_elf_free)

kv_file *kv_elf_file(const kv_elf *elf);
uint16_t kv_elf_machine(const kv_elf *elf); /* EM_* */
uint16_t kv_elf_type(const kv_elf *elf);    /* ET_* */

uint32_t kv_elf_section_count(const kv_elf *elf);
/* Section @index, or NULL when there is none. */
const kv_elf_section *kv_elf_section_at(const kv_elf *elf, uint32_t index);
/* The first section called @name, or NULL. */
const kv_elf_section *kv_elf_section_named(const kv_elf *elf, const char *name);
/* The allocated section that holds @address of an executable (ET_EXEC, ET_DYN), or NULL. */
const kv_elf_section *kv_elf_section_holding(const kv_elf *elf, uint64_t address);
/* The bytes of @section (size bytes), or NULL when it has none in the file. */
const uint8_t *kv_elf_section_bytes(const kv_elf *elf, const kv_elf_section *section);
/* The NUL-terminated string at @offset of @section, or NULL when there is no such string. */
const char *kv_elf_section_string(const kv_elf *elf, const kv_elf_section *section,
				  uint64_t offset);
/* The unsigned 64-bit, 32-bit value in the file's byte order at @bytes. */
uint64_t kv_elf_u64(const kv_elf *elf, const uint8_t *bytes);
uint32_t kv_elf_u32(const kv_elf *elf, const uint8_t *bytes);

/* Symbols of .symtab, with index 0 as the ELF null symbol; the count is 0 when stripped. */
uint32_t kv_elf_symbol_count(const kv_elf *elf);
/* Reads symbol @index; false, and @symbol untouched, when there is none or it is damaged. */
bool kv_elf_symbol_at(const kv_elf *elf, uint32_t index, kv_elf_symbol *symbol);
/* Finds the first defined symbol @name; false when there is none. A linear search. */
bool kv_elf_symbol_named(const kv_elf *elf, const char *name, kv_elf_symbol *symbol);

/*
 * From now on the symbols of @elf are those of @other, which is a file of the same image and must
 * live as long as @elf. @sections gives, for each section of @other, the number that it has in @elf
 * (0: it is not there, and neither are its symbols). Relocations that name the symbols that @elf
 * had before are left out from then on.
 */
void kv_elf_adopt_symbols(kv_elf *elf, const kv_elf *other, const uint32_t *sections);

/*
 * The relocations that apply to section @index, by ascending offset, @count of them. NULL when
 * there are none. SHT_REL entries carry addend 0. Livepatch relocation sections
 * (KV_SHF_RELA_LIVEPATCH) are left out. Owned by @elf.
 */
const kv_elf_relocation *kv_elf_relocations(kv_elf *elf, uint32_t index, size_t *count);
/* The relocation at exactly @offset of section @index, or NULL. */
const kv_elf_relocation *kv_elf_relocation_at(kv_elf *elf, uint32_t index, uint64_t offset);

/*
 * The livepatch relocations that apply to section @index, by ascending offset: a new array
 * (element-type kv_elf_relocation), free with g_array_unref().
 */
GArray *kv_elf_livepatch_relocations(const kv_elf *elf, uint32_t index);

/*
 * The entries of the relocation section @section in the order of the file, whatever its flags: a new
 * array (element-type kv_elf_relocation), free with g_array_unref().
 */
GArray *kv_elf_relocation_entries(const kv_elf *elf, const kv_elf_section *section);

/* Lower-case hexadecimal GNU build-id (.note.gnu.build-id), or NULL; free with g_free(). */
char *kv_elf_build_id(const kv_elf *elf);

/*
 * The value of the first `key=` entry of .modinfo, or NULL; owned by @elf. An entry that is not
 * terminated inside the section is not seen, as in the kernel (kernel/module/main.c,
 * module_next_tag_pair()).
 */
const char *kv_elf_modinfo(const kv_elf *elf, const char *key);

#endif
