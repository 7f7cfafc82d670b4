/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/memory.h"

#include <elf.h>
#include <string.h>

#include "base/error.h"
#include "base/search.h"
#include "livepatch/module/definitions.h"

/* The longest name that is read; the kernel's own limit is 512 bytes (KSYM_NAME_LEN). */
enum { STRING_MAX = 4096 };

/* A relocation, by what it refers to. */
typedef struct {
	kv_place to, from;
	bool from_code;
} reference;

struct kv_memory {
	kv_elf *elf;
	const kv_machine *machine;
	GArray *functions;  /* (element-type kv_definition), by place, one for each place */
	GArray *variables;  /* the same */
	GArray *references; /* (element-type reference), by what is referred to; NULL until asked */
};

static int reference_compare(gconstpointer a, gconstpointer b)
{
	const reference *left = a, *right = b;
	int order = kv_place_compare(&left->to, &right->to);

	return order != 0 ? order : kv_place_compare(&left->from, &right->from);
}

kv_memory *kv_memory_new(kv_elf *elf, GError **error)
{
	const kv_machine *machine = kv_machine_find(kv_elf_machine(elf));
	bool big_endian = kv_elf_u32(elf, (const uint8_t[]){0, 0, 0, 1}) == 1;

	if (!machine->reads_modules || machine->big_endian != big_endian) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: klpvet cannot read livepatch modules for %s%s; it can for x86-64, "
			    "arm64, s390x and ppc64le",
			    kv_file_path(kv_elf_file(elf)), machine->name,
			    !machine->reads_modules ? ""
			    : big_endian	    ? " (big-endian)"
						    : " (little-endian)");
		return NULL;
	}

	kv_memory *memory = g_new0(kv_memory, 1);

	memory->elf = elf;
	memory->machine = machine;
	memory->functions = kv_definitions_read(elf, STT_FUNC);
	memory->variables = kv_definitions_read(elf, STT_OBJECT);
	return memory;
}

void kv_memory_free(kv_memory *memory)
{
	if (!memory)
		return;
	g_array_unref(memory->functions);
	g_array_unref(memory->variables);
	if (memory->references)
		g_array_unref(memory->references);
	g_free(memory);
}

kv_elf *kv_memory_elf(const kv_memory *memory)
{
	return memory->elf;
}

const kv_machine *kv_memory_machine(const kv_memory *memory)
{
	return memory->machine;
}

static const kv_elf_section *section_of(const kv_memory *memory, kv_place place)
{
	return kv_elf_section_at(memory->elf, place.section);
}

uint64_t kv_memory_section_size(const kv_memory *memory, kv_place place)
{
	const kv_elf_section *section = section_of(memory, place);

	return section ? section->size : 0;
}

bool kv_memory_is_code(const kv_memory *memory, kv_place place)
{
	const kv_elf_section *section = section_of(memory, place);

	return section && (section->flags & SHF_EXECINSTR);
}

bool kv_memory_is_zeroed(const kv_memory *memory, kv_place place)
{
	const kv_elf_section *section = section_of(memory, place);

	return section && section->type == SHT_NOBITS;
}

/* Whether the section of @place exists and has @size bytes there. */
static bool holds(const kv_memory *memory, kv_place place, uint64_t size)
{
	const kv_elf_section *section = section_of(memory, place);

	return section && place.offset <= section->size && size <= section->size - place.offset;
}

bool kv_memory_number(const kv_memory *memory, kv_place place, unsigned int width, uint64_t *value)
{
	const kv_elf_section *section = section_of(memory, place);

	if (!holds(memory, place, width))
		return false;
	if (section->type == SHT_NOBITS) {
		*value = 0;
		return true;
	}

	const uint8_t *bytes = kv_elf_section_bytes(memory->elf, section);

	if (!bytes)
		return false;
	bytes += place.offset;
	if (width == 8)
		*value = kv_elf_u64(memory->elf, bytes);
	else if (width == 4)
		*value = kv_elf_u32(memory->elf, bytes);
	else
		*value = bytes[0];
	return true;
}

kv_lp_pointer kv_memory_target(const kv_memory *memory, uint32_t section,
			       const kv_elf_relocation *relocation)
{
	const kv_lp_pointer unknown = {.kind = KV_POINTER_UNKNOWN};
	kv_elf_symbol symbol;

	if (!kv_elf_symbol_at(memory->elf, relocation->symbol, &symbol))
		return unknown;

	const char *name = symbol.type == STT_SECTION ? NULL : symbol.name;

	if (symbol.section == SHN_UNDEF || symbol.section == SHN_ABS ||
	    symbol.section == KV_SHN_LIVEPATCH)
		return (kv_lp_pointer){.kind = KV_POINTER_OUTSIDE, .symbol = name};

	const kv_elf_section *from = kv_elf_section_at(memory->elf, section);
	kv_place place = {symbol.section, symbol.value + (uint64_t)relocation->addend};

	if (from && (from->flags & SHF_EXECINSTR))
		place.offset += (uint64_t)(int64_t)kv_machine_field(memory->machine, relocation->type)
					.adjust;
	if (!holds(memory, place, 0))
		return unknown;
	return (kv_lp_pointer){
		.kind = KV_POINTER_INSIDE,
		.place = place,
		.symbol = place.offset == symbol.value ? name : NULL,
	};
}

kv_lp_pointer kv_memory_pointer(const kv_memory *memory, kv_place place)
{
	const kv_lp_pointer unknown = {.kind = KV_POINTER_UNKNOWN};
	uint64_t stored;

	if (!kv_memory_number(memory, place, 8, &stored))
		return unknown;

	const kv_elf_relocation *relocation =
		kv_elf_relocation_at(memory->elf, place.section, place.offset);

	if (!relocation)
		return stored == 0 ? (kv_lp_pointer){.kind = KV_POINTER_NULL} : unknown;
	if (!kv_machine_is_pointer(memory->machine, relocation->type))
		return unknown;
	return kv_memory_target(memory, place.section, relocation);
}

bool kv_memory_is_this_module(const kv_memory *memory, const kv_lp_pointer *pointer)
{
	if (g_strcmp0(pointer->symbol, "__this_module") == 0)
		return true;
	if (pointer->kind != KV_POINTER_INSIDE || pointer->place.offset != 0)
		return false;
	return strcmp(section_of(memory, pointer->place)->name, ".gnu.linkonce.this_module") == 0;
}

const kv_elf_relocation *kv_memory_relocations(const kv_memory *memory, kv_place place,
					       uint64_t size, size_t *count)
{
	size_t total = 0;
	const kv_elf_relocation *all = kv_elf_relocations(memory->elf, place.section, &total);
	size_t low = all ? KV_FIRST_NOT(0, total, at, all[at].offset < place.offset) : 0;

	*count = 0;
	while (all && low + *count < total && all[low + *count].offset - place.offset < size)
		(*count)++;
	return *count > 0 ? all + low : NULL;
}

bool kv_memory_is_clear(const kv_memory *memory, kv_place place, uint64_t size)
{
	const kv_elf_section *section = section_of(memory, place);
	size_t count;

	if (!holds(memory, place, size) || kv_memory_relocations(memory, place, size, &count))
		return false;
	if (section->type == SHT_NOBITS)
		return true;

	const uint8_t *bytes = kv_elf_section_bytes(memory->elf, section);

	for (uint64_t i = 0; bytes && i < size; i++)
		if (bytes[place.offset + i] != 0)
			return false;
	return bytes;
}

const char *kv_memory_string(const kv_memory *memory, kv_place place)
{
	const kv_elf_section *section = section_of(memory, place);

	if (!holds(memory, place, 1) || (section->flags & SHF_EXECINSTR))
		return NULL;

	const uint8_t *bytes = kv_elf_section_bytes(memory->elf, section);
	uint64_t most = MIN(section->size - place.offset, (uint64_t)STRING_MAX);
	const uint8_t *end = bytes ? memchr(bytes + place.offset, 0, most) : NULL;
	size_t count;

	if (!end || kv_memory_relocations(memory, place, (uint64_t)(end - bytes) - place.offset + 1,
					  &count))
		return NULL;
	return (const char *)bytes + place.offset;
}

const GArray *kv_memory_functions(const kv_memory *memory)
{
	return memory->functions;
}

const char *kv_memory_function(const kv_memory *memory, kv_place place)
{
	const kv_definition *entry = kv_definitions_at(memory->functions, place);

	return entry ? entry->name : NULL;
}

const char *kv_memory_function_file(const kv_memory *memory, kv_place place)
{
	const kv_definition *entry = kv_definitions_at(memory->functions, place);

	return entry ? entry->file : NULL;
}

uint64_t kv_memory_function_start(const kv_memory *memory, kv_place place)
{
	const kv_definition *entry = kv_definitions_below(memory->functions, place);

	return entry ? entry->place.offset : 0;
}

bool kv_memory_variable_end(const kv_memory *memory, kv_place place, uint64_t *end)
{
	const kv_definition *entry = kv_definitions_below(memory->variables, place);

	if (!entry || place.offset - entry->place.offset >= entry->size ||
	    !holds(memory, entry->place, entry->size))
		return false;
	*end = entry->place.offset + entry->size;
	return true;
}

static void read_references(kv_memory *memory)
{
	memory->references = g_array_new(FALSE, FALSE, sizeof(reference));
	for (uint32_t i = 0; i < kv_elf_section_count(memory->elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(memory->elf, i);
		size_t count = 0;

		if (!section || !(section->flags & SHF_ALLOC))
			continue;

		const kv_elf_relocation *list = kv_elf_relocations(memory->elf, i, &count);

		for (size_t j = 0; j < count; j++) {
			kv_lp_pointer target = kv_memory_target(memory, i, &list[j]);
			reference entry = {
				.to = target.place,
				.from = {i, list[j].offset},
				.from_code = section->flags & SHF_EXECINSTR,
			};

			if (target.kind == KV_POINTER_INSIDE)
				g_array_append_val(memory->references, entry);
		}
	}
	g_array_sort(memory->references, reference_compare);
}

/* The position of the first reference to @place or higher. */
static guint references_from(kv_memory *memory, kv_place place)
{
	if (!memory->references)
		read_references(memory);

	return KV_FIRST_NOT(
		0, memory->references->len, at,
		kv_place_compare(&g_array_index(memory->references, reference, at).to, &place) < 0);
}

static bool is_within(kv_place place, const kv_place *start, uint64_t size)
{
	return start && place.section == start->section && place.offset >= start->offset &&
	       place.offset - start->offset < size;
}

bool kv_memory_is_referenced(kv_memory *memory, kv_place place, uint64_t size, bool code_only,
			     const kv_place *except, uint64_t except_size)
{
	for (guint i = references_from(memory, place); i < memory->references->len; i++) {
		const reference *entry = &g_array_index(memory->references, reference, i);

		if (entry->to.section != place.section || entry->to.offset - place.offset >= size)
			return false;
		if (code_only && !entry->from_code)
			continue;
		if (!is_within(entry->from, except, except_size))
			return true;
	}
	return false;
}

uint64_t kv_memory_next_referenced(kv_memory *memory, kv_place place)
{
	uint64_t end = kv_memory_section_size(memory, place);
	kv_place above = {place.section, place.offset + 1};
	guint i = references_from(memory, above);

	if (i == memory->references->len)
		return end;

	const reference *entry = &g_array_index(memory->references, reference, i);

	return entry->to.section == place.section ? MIN(end, entry->to.offset) : end;
}
