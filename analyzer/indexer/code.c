/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code.h"

#include "base/search.h"
#include "indexer/code_image.h"
#include "indexer/code_parts.h"
#include "indexer/code_run.h"
#include "dwarf/segments.h"

static const kv_code_part *const parts[] = {
	&kv_code_calls, &kv_code_pointers, &kv_code_syscalls, &kv_code_threads, &kv_code_loops,
};

struct kv_code_run {
	kv_code code;
	kv_decoder *decoder;
	gpointer states[G_N_ELEMENTS(parts)];
	GArray *order; /* (element-type guint) positions in pieces, by owner */
};

static const kv_piece *piece_at(const kv_code *code, guint position)
{
	return &g_array_index(code->tables->pieces, kv_piece, position);
}

static uint64_t entry_of(const kv_code *code, uint32_t owner)
{
	return kv_symbol_list_at(code->symbols, owner)->address;
}

static gint compare_pieces(gconstpointer a, gconstpointer b, gpointer data)
{
	const kv_code *code = data;
	guint left_position = *(const guint *)a, right_position = *(const guint *)b;
	const kv_piece *left = piece_at(code, left_position);
	const kv_piece *right = piece_at(code, right_position);
	uint64_t entry;
	bool left_enters, right_enters;

	if (left->owner != right->owner)
		return left->owner < right->owner ? -1 : 1;
	entry = entry_of(code, left->owner) - code->tables->text_base;
	left_enters = entry == left->offset;
	right_enters = entry == right->offset;
	if (left_enters != right_enters)
		return left_enters ? -1 : 1;
	return left_position < right_position ? -1 : left_position > right_position;
}

static void order_pieces(kv_code_run *run)
{
	guint count = run->code.tables->pieces->len;

	g_array_set_size(run->order, count);
	for (guint i = 0; i < count; i++)
		g_array_index(run->order, guint, i) = i;
	g_array_sort_with_data(run->order, compare_pieces, &run->code);
}

static void show(kv_code_run *run, const kv_code_body *body)
{
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (parts[i]->visit)
			parts[i]->visit(&run->code, run->states[i], body);
	}
}

static void visit_bodies(kv_code_run *run)
{
	g_autoptr(GArray) instructions = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	g_autoptr(GPtrArray) pieces = g_ptr_array_new();
	guint count = run->order->len;

	for (guint i = 0; i < count;) {
		uint32_t owner = piece_at(&run->code, g_array_index(run->order, guint, i))->owner;
		kv_code_body body = {.owner = owner};

		g_array_set_size(instructions, 0);
		g_ptr_array_set_size(pieces, 0);
		for (; i < count; i++) {
			const kv_piece *piece =
				piece_at(&run->code, g_array_index(run->order, guint, i));

			if (piece->owner != owner)
				break;
			g_ptr_array_add(pieces, (gpointer)piece);
			kv_code_decode_piece(&run->code, piece, instructions);
		}
		body.instructions = (const kv_instruction *)(void *)instructions->data;
		body.count = instructions->len;
		body.pieces = (const kv_piece *const *)pieces->pdata;
		body.piece_count = pieces->len;
		show(run, &body);
	}
}

static void find_branches(kv_code *code)
{
	uint32_t count = kv_symbol_list_count(code->symbols);

	code->branches = g_new0(uint8_t, count);
	for (uint32_t i = 0; i < count; i++) {
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(code->symbols, i);

		if (symbol->flags & KV_SYMBOL_TEXT)
			code->branches[i] = (uint8_t)kv_branch_to(symbol->name);
	}
}

kv_code_run *kv_code_run_new(kv_elf *elf, kv_object_kind kind, const kv_symbol_list *symbols,
			     const kv_section_addresses *addresses)
{
	kv_code_run *run = g_new0(kv_code_run, 1);
	kv_code *code = &run->code;

	*code = (kv_code){
		.elf = elf,
		.machine = kv_machine_find(kv_elf_machine(elf)),
		.kind = kind,
		.symbols = symbols,
		.addresses = addresses,
		.tables = kv_code_tables_new(),
	};
	run->order = g_array_new(FALSE, FALSE, sizeof(guint));
	if (code->machine->decoded)
		run->decoder =
			kv_decoder_new(kind == KV_OBJECT_MODULE ? kv_code_resolve : NULL, code);
	code->decoder = run->decoder;
	code->sections = kv_code_sections_new(code);
	find_branches(code);
	kv_code_find_pieces(code);
	kv_code_trim_pieces(code);
	kv_code_mark_pieces(code);
	kv_code_fold_cold(code);
	order_pieces(run);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		run->states[i] = parts[i]->begin ? parts[i]->begin(code) : NULL;
	if (code->decoder)
		visit_bodies(run);
	return run;
}

kv_code_tables *kv_code_run_finish(kv_code_run *run, const kv_dwarf *dwarf)
{
	run->code.dwarf = dwarf;
	run->code.finder = kv_dwarf_finder_new(dwarf);
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (parts[i]->finish)
			parts[i]->finish(&run->code, run->states[i]);
	}
	return run->code.tables;
}

void kv_code_run_free(kv_code_run *run)
{
	if (!run)
		return;
	kv_code_tables_free(run->code.tables);
	kv_code_sections_free(run->code.sections);
	kv_dwarf_finder_free(run->code.finder);
	g_free(run->code.branches);
	g_free(run->code.pieces_before);
	kv_decoder_free(run->decoder);
	g_array_unref(run->order);
	g_free(run);
}

uint32_t kv_code_source_at(const kv_code *code, uint64_t address)
{
	return kv_dwarf_finder_source(code->finder, address);
}
