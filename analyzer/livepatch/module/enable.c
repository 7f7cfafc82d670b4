/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/enable.h"

#include <elf.h>
#include <string.h>

enum { PLACES_MAX = 16 };

static bool is_entry_point(const char *name)
{
	/* klp_register_patch() is gone since Linux 5.1. */
	return g_strcmp0(name, "klp_enable_patch") == 0 ||
	       g_strcmp0(name, "klp_register_patch") == 0;
}

bool kv_enable_is_called(const kv_elf *elf)
{
	for (uint32_t i = 1; i < kv_elf_symbol_count(elf); i++) {
		kv_elf_symbol symbol;

		if (kv_elf_symbol_at(elf, i, &symbol) && symbol.section == SHN_UNDEF &&
		    is_entry_point(symbol.name))
			return true;
	}
	return false;
}

/* Adds @place once. Beyond PLACES_MAX there are too many to be a livepatch at all. */
static void add_place(GArray *places, kv_place place)
{
	if (places->len >= PLACES_MAX)
		return;
	for (guint i = 0; i < places->len; i++) {
		const kv_place *known = &g_array_index(places, kv_place, i);

		if (known->section == place.section && known->offset == place.offset)
			return;
	}
	g_array_append_val(places, place);
}

/*
 * Of the call at @list[@call] in @section: the variable whose address the straight line of code
 * before the call loads into the first argument register.
 */
static bool find_argument(const kv_memory *memory, const kv_elf_section *section,
			  const kv_elf_relocation *list, size_t call, kv_place *argument)
{
	const kv_machine *machine = kv_memory_machine(memory);
	const uint8_t *bytes = kv_elf_section_bytes(kv_memory_elf(memory), section);
	kv_place place = {section->index, list[call].offset};
	uint64_t start = kv_memory_function_start(memory, place);

	for (size_t i = call; i > 0 && list[i - 1].offset >= start; i--) {
		const kv_elf_relocation *relocation = &list[i - 1];

		if (kv_fixup_match(machine->calls, machine->call_count, relocation->type, bytes,
				   section->size, relocation->offset))
			return false;
		if (!kv_fixup_match(machine->loads, machine->load_count, relocation->type, bytes,
				    section->size, relocation->offset))
			continue;

		kv_lp_pointer target = kv_memory_target(memory, section->index, relocation);

		if (target.kind != KV_POINTER_INSIDE || kv_memory_is_code(memory, target.place))
			return false;
		*argument = target.place;
		return true;
	}
	return false;
}

static void add_arguments(const kv_memory *memory, const kv_elf_section *section, GArray *places)
{
	size_t count = 0;
	const kv_elf_relocation *list =
		kv_elf_relocations(kv_memory_elf(memory), section->index, &count);

	for (size_t i = 0; i < count; i++) {
		kv_lp_pointer target = kv_memory_target(memory, section->index, &list[i]);
		kv_place argument;

		if (target.kind == KV_POINTER_OUTSIDE && is_entry_point(target.symbol) &&
		    find_argument(memory, section, list, i, &argument))
			add_place(places, argument);
	}
}

static kv_lp_pointer pointer_after(const kv_memory *memory, kv_place place, uint64_t distance)
{
	place.offset += distance;
	return kv_memory_pointer(memory, place);
}

static bool is_data(const kv_memory *memory, const kv_lp_pointer *pointer)
{
	return pointer->kind == KV_POINTER_INSIDE && !kv_memory_is_code(memory, pointer->place);
}

/* Whether @place begins like a klp_func: a name, then the address of a function. */
static bool is_func_shaped(const kv_memory *memory, kv_place place)
{
	kv_lp_pointer name = pointer_after(memory, place, 0);
	kv_lp_pointer function = pointer_after(memory, place, 8);

	return is_data(memory, &name) && kv_memory_string(memory, name.place) &&
	       (function.kind == KV_POINTER_OUTSIDE ||
		(function.kind == KV_POINTER_INSIDE && !is_data(memory, &function)));
}

/*
 * Whether @place begins like a klp_patch, whatever the release: THIS_MODULE, then a pointer to an
 * object whose functions (at 8, or at 16 up to Linux 4.6) begin like a klp_func. Other structures
 * with an owner, as file_operations, do not go on like that.
 */
static bool is_patch_shaped(const kv_memory *memory, kv_place place)
{
	kv_lp_pointer module = pointer_after(memory, place, 0);
	kv_lp_pointer objects = pointer_after(memory, place, 8);

	if (!kv_memory_is_this_module(memory, &module) || !is_data(memory, &objects))
		return false;
	for (uint64_t funcs = 8; funcs <= 16; funcs += 8) {
		kv_lp_pointer functions = pointer_after(memory, objects.place, funcs);

		if (is_data(memory, &functions) && is_func_shaped(memory, functions.place))
			return true;
	}
	return false;
}

/* A structure of that shape that nothing refers to is never passed to the kernel. */
static void add_shapes(kv_memory *memory, const kv_elf_section *section, GArray *places)
{
	size_t count = 0;
	const kv_elf_relocation *list =
		kv_elf_relocations(kv_memory_elf(memory), section->index, &count);

	for (size_t i = 0; i < count; i++) {
		kv_place place = {section->index, list[i].offset};

		if (is_patch_shaped(memory, place) &&
		    kv_memory_is_referenced(memory, place, 1, false, NULL, 0))
			add_place(places, place);
	}
}

GArray *kv_enable_patches(kv_memory *memory)
{
	const kv_elf *elf = kv_memory_elf(memory);
	GArray *places = g_array_new(FALSE, FALSE, sizeof(kv_place));

	for (uint32_t i = 0; i < kv_elf_section_count(elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(elf, i);

		if (!section || !(section->flags & SHF_ALLOC))
			continue;
		if (section->flags & SHF_EXECINSTR)
			add_arguments(memory, section, places);
		else
			add_shapes(memory, section, places);
	}
	return places;
}
