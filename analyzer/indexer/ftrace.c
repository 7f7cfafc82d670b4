/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/ftrace.h"

#include <elf.h>

#include "machine/machine.h"

static gint compare_locations(gconstpointer a, gconstpointer b)
{
	const uint64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static GArray *locations_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(uint64_t));
}

/* The words of vmlinux from @begin to below @end that are not zero. */
static void read_values(const kv_elf *elf, const kv_elf_section *section, uint64_t begin,
			uint64_t end, GArray *locations)
{
	const uint8_t *bytes = kv_elf_section_bytes(elf, section);

	for (uint64_t at = begin; bytes && at + sizeof(uint64_t) <= end; at += sizeof(uint64_t)) {
		uint64_t location = kv_elf_u64(elf, bytes + (at - section->address));

		if (location != 0)
			g_array_append_val(locations, location);
	}
}

static bool relocation_target(const kv_elf *elf, const kv_elf_relocation *relocation,
			      const kv_section_addresses *addresses, uint64_t *target)
{
	kv_elf_symbol symbol;
	uint64_t base = 0;

	if (relocation->symbol == 0) {
		*target = (uint64_t)relocation->addend;
		return true;
	}
	if (!kv_elf_symbol_at(elf, relocation->symbol, &symbol) || symbol.section == SHN_UNDEF)
		return false;
	if (addresses) {
		if (symbol.section >= addresses->len)
			return false;
		base = g_array_index(addresses, guint64, symbol.section);
	}
	*target = base + symbol.value + (uint64_t)relocation->addend;
	return true;
}

/*
 * The targets of the relocations of section @index that lie from @begin to below @end. In an
 * executable their offsets are addresses; section 0 stands for the dynamic ones, .rela.dyn.
 */
static void read_relocations(kv_elf *elf, uint32_t index, uint64_t begin, uint64_t end,
			     const kv_section_addresses *addresses, GArray *locations)
{
	size_t count;
	const kv_elf_relocation *relocations = kv_elf_relocations(elf, index, &count);
	uint64_t target;

	for (size_t i = 0; i < count; i++) {
		const kv_elf_relocation *relocation = &relocations[i];

		if (relocation->offset < begin || relocation->offset >= end)
			continue;
		/* Dynamic relocations name symbols of .dynsym; the relative ones name none. */
		if (index == SHN_UNDEF && relocation->symbol != 0)
			continue;
		if (relocation_target(elf, relocation, addresses, &target) && target != 0)
			g_array_append_val(locations, target);
	}
}

static GArray *read_vmlinux(kv_elf *elf, const kv_symbol_list *symbols)
{
	const kv_kallsyms_symbol *start = kv_symbol_list_find(symbols, "__start_mcount_loc");
	const kv_kallsyms_symbol *stop = kv_symbol_list_find(symbols, "__stop_mcount_loc");
	g_autoptr(GArray) locations = locations_new();
	const kv_elf_section *section;

	if (!start || !stop || start->address >= stop->address)
		return NULL;
	section = kv_elf_section_holding(elf, start->address);
	if (!section || stop->address - section->address > section->size)
		return NULL;
	/* Relocations alone, in a file without the code, tell of dead functions too. */
	if (!kv_elf_section_bytes(elf, section))
		return NULL;

	read_values(elf, section, start->address, stop->address, locations);
	if (locations->len == 0)
		read_relocations(elf, section->index, start->address, stop->address, NULL,
				 locations);
	if (locations->len == 0)
		read_relocations(elf, SHN_UNDEF, start->address, stop->address, NULL, locations);
	return locations->len > 0 ? g_steal_pointer(&locations) : NULL;
}

static bool has_code(const kv_elf *elf)
{
	for (uint32_t i = 1; i < kv_elf_section_count(elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(elf, i);

		if ((section->flags & SHF_EXECINSTR) && kv_elf_section_bytes(elf, section))
			return true;
	}
	return false;
}

/*
 * The section of a module that holds its table: kernel/module/main.c, find_module_sections() and
 * FTRACE_CALLSITE_SECTION. Where the compiler's patchable entries serve ftrace there is no
 * __mcount_loc.
 */
static const kv_elf_section *find_table(const kv_elf *elf)
{
	const kv_elf_section *table = kv_elf_section_named(elf, "__mcount_loc");

	if (table || kv_machine_find(kv_elf_machine(elf))->entries_are_padding)
		return table;
	return kv_elf_section_named(elf, "__patchable_function_entries");
}

static GArray *read_module(kv_elf *elf, const kv_section_addresses *addresses)
{
	g_autoptr(GArray) locations = locations_new();
	const kv_elf_section *table = find_table(elf);

	if (!has_code(elf))
		return NULL;
	if (table)
		read_relocations(elf, table->index, 0, UINT64_MAX, addresses, locations);
	return g_steal_pointer(&locations);
}

/* Whether a function symbol's bytes hold @address. */
static bool is_inside_function(const kv_symbol_list *symbols, uint64_t address)
{
	for (uint32_t i = kv_symbol_list_lower(symbols, address + 1); i > 0; i--) {
		const kv_kallsyms_symbol *symbol =
			kv_symbol_list_at(symbols, symbols->by_address[i - 1]);

		if (symbol->flags & KV_SYMBOL_FUNCTION)
			return address - symbol->address < symbol->size;
	}
	return false;
}

static bool is_function_start(const kv_symbol_list *symbols, uint64_t address)
{
	for (uint32_t i = kv_symbol_list_lower(symbols, address); i < kv_symbol_list_count(symbols);
	     i++) {
		const kv_kallsyms_symbol *symbol =
			kv_symbol_list_at(symbols, symbols->by_address[i]);

		if (symbol->address != address)
			return false;
		if (symbol->flags & KV_SYMBOL_FUNCTION)
			return true;
	}
	return false;
}

/* Moves locations that lie @before bytes before their function to its start, as the kernel does. */
static void move_into_functions(const kv_symbol_list *symbols, uint64_t before, GArray *locations)
{
	for (guint i = 0; i < locations->len; i++) {
		uint64_t *location = &g_array_index(locations, uint64_t, i);

		if (!is_inside_function(symbols, *location) &&
		    is_function_start(symbols, *location + before))
			*location += before;
	}
}

GArray *kv_ftrace_read(kv_elf *elf, kv_object_kind kind, const kv_symbol_list *symbols,
		       const kv_section_addresses *addresses)
{
	const kv_machine *machine = kv_machine_find(kv_elf_machine(elf));
	GArray *locations =
		kind == KV_OBJECT_VMLINUX ? read_vmlinux(elf, symbols) : read_module(elf, addresses);

	if (!locations)
		return NULL;
	if (machine->entry_before > 0)
		move_into_functions(symbols, machine->entry_before, locations);
	g_array_sort(locations, compare_locations);
	return locations;
}

void kv_ftrace_assign(kv_symbol_list *symbols, const GArray *locations)
{
	guint next = 0;

	for (uint32_t i = 0; i < kv_symbol_list_count(symbols); i++) {
		uint32_t number = symbols->by_address[i];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(symbols, number);
		uint64_t offset;

		while (next < locations->len &&
		       g_array_index(locations, uint64_t, next) < symbol->address)
			next++;
		if (next == locations->len)
			return;
		offset = g_array_index(locations, uint64_t, next) - symbol->address;
		/*
		 * ftrace_location() takes any name of the very address: the label of a section too.
		 */
		if (offset == 0 || ((symbol->flags & KV_SYMBOL_FUNCTION) && offset < symbol->size &&
				    offset <= KV_FTRACE_ENTRY_MAX))
			symbols->ftrace_offsets[number] = (uint8_t)offset;
	}
}
