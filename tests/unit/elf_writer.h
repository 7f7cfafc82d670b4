/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_TESTS_ELF_WRITER_H
#define KV_TESTS_ELF_WRITER_H

#include <glib.h>
#include <stdint.h>

#include "base/file.h"

/* Writes small ELF files, so that tests can choose every value of their input. */
typedef struct elf_writer elf_writer;

elf_writer *elf_writer_new(uint16_t type, uint16_t machine);
void elf_writer_free(elf_writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(elf_writer, elf_writer_free)

/* Adds a section with @size bytes at @data (NULL: zeros) and returns its number. */
uint32_t elf_writer_section(elf_writer *writer, const char *name, uint32_t type, uint64_t flags,
			    uint64_t address, const void *data, size_t size);
/* Adds a symbol to .symtab and returns its number. */
uint32_t elf_writer_symbol(elf_writer *writer, const char *name, uint8_t binding, uint8_t type,
			   uint16_t section, uint64_t value, uint64_t size);
/*
 * Adds a relocation of section @section (0: a dynamic one). Relocations of one section must be
 * added one after the other.
 */
void elf_writer_relocation(elf_writer *writer, uint32_t section, uint64_t offset, uint32_t symbol,
			   uint32_t type, int64_t addend);
/* Completes the file; nothing may be added any more. */
kv_file *elf_writer_file(elf_writer *writer, const char *path);

#endif
