/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_image.h"

#include <elf.h>

#include "base/search.h"
/* One section as it is loaded. */
typedef struct {
	uint64_t address, size;
	const uint8_t *bytes; /* NULL: it has none in the file */
	uint32_t number;
	bool executable;
} loaded_section;

struct kv_code_sections {
	GArray *loaded; /* (element-type loaded_section) by address */
};

static uint64_t address_of(const kv_code *code, uint32_t section)
{
	if (!code->addresses)
		return kv_elf_section_at(code->elf, section)->address;
	return section < code->addresses->len ? g_array_index(code->addresses, guint64, section)
					      : 0;
}

static gint compare_sections(gconstpointer a, gconstpointer b)
{
	const loaded_section *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

struct kv_code_sections *kv_code_sections_new(const kv_code *code)
{
	struct kv_code_sections *sections = g_new0(struct kv_code_sections, 1);

	sections->loaded = g_array_new(FALSE, FALSE, sizeof(loaded_section));
	for (uint32_t i = 1; i < kv_elf_section_count(code->elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(code->elf, i);
		loaded_section loaded = {
			.address = address_of(code, i),
			.size = section->size,
			.bytes = kv_elf_section_bytes(code->elf, section),
			.number = i,
			.executable = section->flags & SHF_EXECINSTR,
		};

		if (!(section->flags & SHF_ALLOC) || loaded.address == 0 || loaded.size == 0 ||
		    loaded.size > UINT64_MAX - loaded.address)
			continue;
		g_array_append_val(sections->loaded, loaded);
	}
	g_array_sort(sections->loaded, compare_sections);
	return sections;
}

void kv_code_sections_free(struct kv_code_sections *sections)
{
	if (!sections)
		return;
	g_array_unref(sections->loaded);
	g_free(sections);
}

/* The last section that begins at or before @address and holds it, or NULL. */
static const loaded_section *section_around(const kv_code *code, uint64_t address)
{
	const GArray *loaded = code->sections->loaded;
	const loaded_section *section;
	guint next = KV_FIRST_NOT(0, loaded->len, at,
				  g_array_index(loaded, loaded_section, at).address <= address);

	if (next == 0)
		return NULL;
	section = &g_array_index(loaded, loaded_section, next - 1);
	return address - section->address < section->size ? section : NULL;
}

uint64_t kv_code_text_base(const kv_code *code)
{
	for (guint i = 0; i < code->sections->loaded->len; i++) {
		const loaded_section *section =
			&g_array_index(code->sections->loaded, loaded_section, i);

		if (section->executable)
			return section->address;
	}
	return 0;
}

uint64_t kv_code_section_end(const kv_code *code, uint64_t address, uint32_t number)
{
	const loaded_section *section = section_around(code, address);

	return section && section->executable && section->number == number
		       ? section->address + section->size
		       : 0;
}

const uint8_t *kv_code_bytes(const kv_code *code, uint64_t address, uint64_t size)
{
	const loaded_section *section = section_around(code, address);

	if (!section || !section->bytes || size > section->size - (address - section->address))
		return NULL;
	return section->bytes + (address - section->address);
}

static bool read_reference(const kv_code *code, const kv_elf_relocation *relocation,
			   kv_reference *reference)
{
	kv_field field = kv_machine_field(code->machine, relocation->type);
	kv_elf_symbol symbol;

	if (field.kind == KV_FIELD_UNKNOWN || field.kind == KV_FIELD_NONE ||
	    !kv_elf_symbol_at(code->elf, relocation->symbol, &symbol))
		return false;
	*reference = (kv_reference){
		.value = (uint64_t)relocation->addend,
		.external = KV_DECODE_LOCAL,
		.absolute = field.kind == KV_FIELD_ABSOLUTE,
	};
	if (symbol.section == SHN_UNDEF)
		reference->external = relocation->symbol;
	else if (symbol.section == SHN_ABS)
		reference->value += symbol.value;
	else if (symbol.section < kv_elf_section_count(code->elf))
		reference->value += address_of(code, symbol.section) + symbol.value;
	else
		return false;
	return true;
}

bool kv_code_reference(const kv_code *code, uint64_t address, kv_reference *reference)
{
	const loaded_section *section;
	const kv_elf_relocation *relocation;

	if (code->kind != KV_OBJECT_MODULE)
		return false;
	section = section_around(code, address);
	if (!section)
		return false;
	relocation = kv_elf_relocation_at(code->elf, section->number, address - section->address);
	return relocation && read_reference(code, relocation, reference);
}

bool kv_code_resolve(gpointer data, uint64_t address, kv_reference *reference)
{
	return kv_code_reference(data, address, reference);
}

const char *kv_code_external_name(const kv_code *code, uint32_t external)
{
	kv_elf_symbol symbol;

	return kv_elf_symbol_at(code->elf, external, &symbol) ? symbol.name : "";
}
