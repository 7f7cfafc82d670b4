/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_parts.h"
#include "indexer/code_places.h"

#include <elf.h>
#include <string.h>

/*
 * Functions whose address is taken. Exact as far as values and relocations go: a word of data that
 * equals the address of a function is a pointer to it, and so is an operand in code.
 */

/* Sections that name code for the kernel's own bookkeeping: nobody calls through them. */
static const char *const bookkeeping[] = {
	"__mcount_loc",
	"__patchable_function_entries",
	"__ksymtab",
	"__ksymtab_gpl",
	"__kcrctab",
	"__kcrctab_gpl",
	"__ksymtab_strings",
	"__ex_table",
	"__bug_table",
	"__jump_table",
	"__tracepoints_ptrs",
	"_kprobe_blacklist",
	"_error_injection_whitelist",
	".altinstructions",
	".parainstructions",
	".smp_locks",
	".retpoline_sites",
	".return_sites",
	".call_sites",
	".ibt_endbr_seal",
	".static_call_sites",
	".orc_unwind_ip",
	".orc_unwind",
	".orc_header",
	".BTF",
	".BTF_ids",
};

/* The same, where the linker has put them among other data. */
static const struct {
	const char *begin, *end;
} bookkeeping_ranges[] = {
	{"__start_mcount_loc", "__stop_mcount_loc"},
	{"__start_kprobe_blacklist", "__stop_kprobe_blacklist"},
	{"__start_error_injection_whitelist", "__stop_error_injection_whitelist"},
};

/* Tables of kallsyms that hold addresses; they are not in kallsyms themselves. */
static const char *const kallsyms_tables[] = {"kallsyms_relative_base", "kallsyms_addresses"};

#define RANGES (G_N_ELEMENTS(bookkeeping_ranges) + G_N_ELEMENTS(kallsyms_tables))

/* Symbols at this many addresses before a place are asked whether they reach it, */
#define HOLDERS_TRIED 8
/* and so many in all: one address may have any number of them. */
#define SYMBOLS_TRIED 64

typedef struct {
	uint64_t place; /* where the pointer stands, or (flags) the instruction */
	uint32_t target, holder, flags;
} taken;

typedef struct {
	kv_code *code;
	GArray *found;		 /* (element-type taken) */
	uint64_t text, text_end; /* where functions can be */
	struct {
		uint64_t begin, end;
	} ranges[RANGES]; /* that are bookkeeping */
} scan;

static bool is_bookkeeping(const kv_elf_section *section)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bookkeeping); i++)
		if (strcmp(section->name, bookkeeping[i]) == 0)
			return true;
	return false;
}

static bool in_bookkeeping_range(const scan *state, uint64_t address)
{
	for (size_t i = 0; i < RANGES; i++)
		if (address >= state->ranges[i].begin && address < state->ranges[i].end)
			return true;
	return false;
}

static bool is_data(const kv_elf_section *section)
{
	return section->flags & SHF_ALLOC && !(section->flags & SHF_EXECINSTR) &&
	       section->type != SHT_NOTE && !is_bookkeeping(section);
}

static bool may_hold(const kv_kallsyms_symbol *symbol, uint64_t place)
{
	uint64_t size = symbol->size > 0 ? symbol->size : symbol->extent;

	return !(symbol->flags & KV_SYMBOL_TEXT) && place - symbol->address < size;
}

/* Prefers symbols that say how large they are, then global ones, then the first. */
static bool is_better(const kv_kallsyms_symbol *symbol, const kv_kallsyms_symbol *best)
{
	if (!best || !symbol->size != !best->size)
		return !best || symbol->size > 0;
	return symbol->flags & KV_SYMBOL_GLOBAL && !(best->flags & KV_SYMBOL_GLOBAL);
}

/* The symbol of the object around @place, or KV_NONE. */
static uint32_t find_holder(const kv_symbol_list *symbols, uint64_t place)
{
	uint32_t at = kv_symbol_list_lower(symbols, place + 1);
	const kv_kallsyms_symbol *best = NULL;
	uint64_t last = UINT64_MAX;
	uint32_t holder = KV_NONE;

	for (unsigned int tried = 0, asked = 0; at > 0 && asked < SYMBOLS_TRIED; at--, asked++) {
		uint32_t number = symbols->by_address[at - 1];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(symbols, number);

		if (symbol->address != last && (best || tried++ == HOLDERS_TRIED))
			break;
		last = symbol->address;
		if (may_hold(symbol, place) &&
		    (is_better(symbol, best) || (holder > number && !is_better(best, symbol)))) {
			best = symbol;
			holder = number;
		}
	}
	return holder;
}

/* Looks at the word @value that stands at @place. */
static void take_word(scan *state, uint64_t place, uint64_t value)
{
	taken found = {.place = place};

	if (value - state->text >= state->text_end - state->text)
		return;
	found.target = kv_code_function_at(state->code, value);
	if (found.target == KV_NONE || in_bookkeeping_range(state, place))
		return;
	found.holder = find_holder(state->code->symbols, place);
	g_array_append_val(state->found, found);
}

/* A linked image has its pointers in place. */
static void scan_values(scan *state, const kv_elf_section *section)
{
	const kv_elf *elf = state->code->elf;
	const uint8_t *bytes = kv_elf_section_bytes(elf, section);
	uint64_t at = (0 - section->address) % sizeof(uint64_t);

	for (; bytes && at + sizeof(uint64_t) <= section->size; at += sizeof(uint64_t))
		take_word(state, section->address + at, kv_elf_u64(elf, bytes + at));
}

/* One that relocates itself may have them in relocations only, which name no symbols. */
static void scan_dynamic(scan *state)
{
	kv_elf *elf = state->code->elf;
	size_t count;
	const kv_elf_relocation *relocations = kv_elf_relocations(elf, SHN_UNDEF, &count);

	for (size_t i = 0; i < count; i++) {
		const kv_elf_relocation *at = &relocations[i];
		const kv_elf_section *section = kv_elf_section_holding(elf, at->offset);
		const uint8_t *bytes = section ? kv_elf_section_bytes(elf, section) : NULL;

		if (at->symbol != 0 || !bytes || !is_data(section) ||
		    section->size - (at->offset - section->address) < sizeof(uint64_t) ||
		    kv_elf_u64(elf, bytes + (at->offset - section->address)) != 0)
			continue;
		take_word(state, at->offset, (uint64_t)at->addend);
	}
}

static void scan_relocations(scan *state, const kv_elf_section *section)
{
	kv_code *code = state->code;
	size_t count;
	const kv_elf_relocation *relocations =
		kv_elf_relocations(code->elf, section->index, &count);
	uint64_t base;

	if (section->index >= code->addresses->len)
		return;
	base = g_array_index(code->addresses, guint64, section->index);
	for (size_t i = 0; i < count; i++) {
		uint64_t place = base + relocations[i].offset;
		kv_reference reference;

		if (kv_code_reference(code, place, &reference) && reference.absolute &&
		    reference.external == KV_DECODE_LOCAL)
			take_word(state, place, reference.value);
	}
}

static void scan_data(scan *state)
{
	const kv_elf *elf = state->code->elf;

	for (uint32_t i = 1; i < kv_elf_section_count(elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(elf, i);

		if (!is_data(section))
			continue;
		if (state->code->kind == KV_OBJECT_MODULE)
			scan_relocations(state, section);
		else
			scan_values(state, section);
	}
	if (kv_elf_type(elf) == ET_DYN)
		scan_dynamic(state);
}

static void find_ranges(scan *state)
{
	const kv_symbol_list *symbols = state->code->symbols;
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(bookkeeping_ranges); i++, count++) {
		const kv_kallsyms_symbol *begin =
			kv_symbol_list_find(symbols, bookkeeping_ranges[i].begin);
		const kv_kallsyms_symbol *end =
			kv_symbol_list_find(symbols, bookkeeping_ranges[i].end);

		if (begin && end) {
			state->ranges[count].begin = begin->address;
			state->ranges[count].end = end->address;
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(kallsyms_tables); i++, count++) {
		kv_elf_symbol table;

		if (!kv_elf_symbol_named(state->code->elf, kallsyms_tables[i], &table))
			continue;
		state->ranges[count].begin = table.value;
		state->ranges[count].end = table.value + MAX(table.size, sizeof(uint64_t));
	}
}

static gpointer begin(kv_code *code)
{
	const GArray *pieces = code->tables->pieces;
	scan *state = g_new0(scan, 1);

	state->code = code;
	state->found = g_array_new(FALSE, FALSE, sizeof(taken));
	if (pieces->len > 0) {
		const kv_piece *last = &g_array_index(pieces, kv_piece, pieces->len - 1);

		state->text = code->tables->text_base;
		state->text_end = state->text + last->offset + last->size;
	}
	find_ranges(state);
	scan_data(state);
	return state;
}

static void take_operand(scan *state, const kv_code_body *body, const kv_instruction *instruction,
			 uint64_t value)
{
	taken found = {
		.place = instruction->address,
		.holder = body->owner,
		.flags = KV_POINTER_IN_CODE,
	};

	if (value - state->text >= state->text_end - state->text)
		return;
	found.target = kv_code_function_at(state->code, value);
	if (found.target != KV_NONE)
		g_array_append_val(state->found, found);
}

static void visit(kv_code *code, gpointer data, const kv_code_body *body)
{
	for (uint32_t i = 0; i < body->count; i++) {
		const kv_instruction *at = &body->instructions[i];

		if (at->flags & KV_INSTRUCTION_HAS_IMMEDIATE &&
		    at->immediate_external == KV_DECODE_LOCAL)
			take_operand(data, body, at, (uint64_t)at->immediate);
		if (at->operation == KV_OPERATION_ADDRESS &&
		    at->flags & KV_INSTRUCTION_MEMORY_FIXED &&
		    at->target_external == KV_DECODE_LOCAL)
			take_operand(data, body, at, at->memory);
	}
}

static gint compare_places(gconstpointer a, gconstpointer b)
{
	const taken *left = a, *right = b;

	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	return left->target < right->target ? -1 : left->target > right->target;
}

static bool in_code(const taken *found)
{
	return found->flags & KV_POINTER_IN_CODE;
}

/* What stands at those of @found that are in data, which are sorted. */
static GArray *name_places(const kv_code *code, const GArray *found)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(kv_code_place));

	for (guint i = 0; i < found->len; i++) {
		const taken *at = &g_array_index(found, taken, i);
		kv_code_place place = {at->place,
				       kv_symbol_list_at(code->symbols, at->target)->address};

		if (!in_code(at))
			g_array_append_val(places, place);
	}
	return kv_code_name_places(code->dwarf, places);
}

static void finish(kv_code *code, gpointer data)
{
	scan *state = data;
	g_autoptr(GArray) places = NULL;
	guint place = 0;

	g_array_sort(state->found, compare_places);
	places = name_places(code, state->found);
	for (guint i = 0; i < state->found->len; i++) {
		const taken *found = &g_array_index(state->found, taken, i);
		kv_pointer pointer = {
			.target = found->target,
			.holder = found->holder,
			.flags = found->flags,
		};

		if (!in_code(found)) {
			const kv_dwarf_place *named =
				&g_array_index(places, kv_dwarf_place, place++);

			pointer.type = kv_code_tables_string(code->tables, named->type);
			pointer.member = kv_code_tables_string(code->tables, named->member);
		}
		if (found->holder != KV_NONE)
			pointer.offset = (uint32_t)(found->place -
						    kv_symbol_list_at(code->symbols, found->holder)
							    ->address);
		g_array_append_val(code->tables->pointers, pointer);
	}
	g_array_unref(state->found);
	g_free(state);
}

const kv_code_part kv_code_pointers = {.begin = begin, .visit = visit, .finish = finish};
