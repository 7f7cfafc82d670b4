/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/readers.h"

#include <stdarg.h>

#include "base/error.h"

char *kv_reader_symbol(const kv_memory *memory, const kv_pointer *target)
{
	const char *name = NULL;

	if (target->kind == KV_POINTER_INSIDE)
		name = kv_memory_function(memory, target->place);
	return g_strdup(name ? name : target->symbol);
}

void kv_reader_set_replacement(const kv_memory *memory, const kv_pointer *target,
			       kv_lp_function *function)
{
	function->new_name = kv_reader_symbol(memory, target);
	if (target->kind != KV_POINTER_INSIDE)
		return;
	function->new_section_number = target->place.section;
	function->new_offset = target->place.offset;
	function->new_section = g_strdup(
		kv_elf_section_at(kv_memory_elf(memory), target->place.section)->name);
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
	kv_pointer pointer = kv_memory_pointer(memory, place);
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
