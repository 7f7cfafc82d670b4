/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/reader.h"

#include <elf.h>
#include <stdarg.h>

#include "base/error.h"

char *kv_reader_symbol(const kv_memory *memory, const kv_lp_pointer *target)
{
	const char *name = NULL;

	if (target->kind == KV_POINTER_INSIDE)
		name = kv_memory_function(memory, target->place);
	return g_strdup(name ? name : target->symbol);
}

/*
 * module_init_section() and the layout of the sections, kernel/module/main.c; which flags make
 * memory read-only: module_enable_ro(), kernel/module/strict_rwx.c.
 */
kv_lp_storage kv_reader_storage(const kv_memory *memory, const kv_lp_pointer *target)
{
	const kv_elf_section *section;

	if (target->kind != KV_POINTER_INSIDE)
		return KV_STORAGE_UNKNOWN;
	section = kv_elf_section_at(kv_memory_elf(memory), target->place.section);
	if (g_str_has_prefix(section->name, ".init"))
		return KV_STORAGE_FREED;
	if (section->flags & SHF_EXECINSTR)
		return KV_STORAGE_KEPT;
	if (g_str_equal(section->name, ".data..ro_after_init"))
		return KV_STORAGE_SEALED;
	return section->flags & SHF_WRITE ? KV_STORAGE_KEPT : KV_STORAGE_READ_ONLY;
}

void kv_reader_set_replacement(const kv_memory *memory, const kv_lp_pointer *target,
			       kv_lp_function *function)
{
	function->new_name = kv_reader_symbol(memory, target);
	function->new_storage = kv_reader_storage(memory, target);
	if (target->kind != KV_POINTER_INSIDE)
		return;
	function->new_section_number = target->place.section;
	function->new_offset = target->place.offset;
	function->new_section =
		g_strdup(kv_elf_section_at(kv_memory_elf(memory), target->place.section)->name);
}

gboolean kv_reader_fail(const kv_memory *memory, kv_error_code code, GError **error,
			const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, KV_ERROR, code, "%s: %s",
		    kv_file_path(kv_elf_file(kv_memory_elf(memory))), message);
	return FALSE;
}

const char *kv_reader_string(const kv_memory *memory, kv_place place, GError **error)
{
	kv_lp_pointer pointer = kv_memory_pointer(memory, place);
	const char *string = NULL;

	if (pointer.kind == KV_POINTER_INSIDE)
		string = kv_memory_string(memory, pointer.place);
	if (!string)
		kv_reader_fail(memory, KV_ERROR_INPUT, error,
			       "section %s, offset 0x%" G_GINT64_MODIFIER
			       "x: expected a pointer to a string; the module is damaged, build it "
			       "again",
			       kv_elf_section_at(kv_memory_elf(memory), place.section)->name,
			       place.offset);
	return string;
}
