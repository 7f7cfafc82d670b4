/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_image.h"

#include <string.h>

#include "base/names.h"
#include "base/search.h"

static const kv_piece *piece_at(const kv_code *code, guint position)
{
	return &g_array_index(code->tables->pieces, kv_piece, position);
}

void kv_code_mark_pieces(kv_code *code)
{
	guint count = code->tables->pieces->len, piece = 0;
	uint64_t end = count > 0 ? piece_at(code, count - 1)->offset : 0;

	while (end >> code->step > count)
		code->step++;
	code->marks = (end >> code->step) + 2;
	code->pieces_before = g_new(uint32_t, code->marks);
	for (uint64_t i = 0; i < code->marks; i++) {
		while (piece < count && piece_at(code, piece)->offset < i << code->step)
			piece++;
		code->pieces_before[i] = piece;
	}
}

const kv_piece *kv_code_piece_around(const kv_code *code, uint64_t address)
{
	uint64_t offset = address - code->tables->text_base;
	uint64_t mark = MIN(offset >> code->step, code->marks - 2);
	guint low = code->pieces_before[mark], high = code->tables->pieces->len;

	if (offset >> code->step == mark)
		high = code->pieces_before[mark + 1];
	low = KV_FIRST_NOT(low, high, at, piece_at(code, at)->offset <= offset);
	if (low == 0 || offset - piece_at(code, low - 1)->offset >= piece_at(code, low - 1)->size)
		return NULL;
	return piece_at(code, low - 1);
}

uint32_t kv_code_around(const kv_code *code, uint64_t address)
{
	const kv_piece *piece = kv_code_piece_around(code, address);

	return piece ? piece->owner : KV_NONE;
}

uint32_t kv_code_function_at(const kv_code *code, uint64_t address)
{
	uint32_t symbol = kv_code_around(code, address);

	if (symbol == KV_NONE || kv_symbol_list_at(code->symbols, symbol)->address != address)
		return KV_NONE;
	return symbol;
}

static kv_branch branch_of(const kv_code *code, const kv_instruction *instruction)
{
	const kv_piece *piece;

	if (instruction->target_external != KV_DECODE_LOCAL)
		return kv_branch_to(kv_code_external_name(code, instruction->target_external));
	piece = kv_code_piece_around(code, instruction->target);
	return piece ? (kv_branch)code->branches[piece->owner] : KV_BRANCH_PLAIN;
}

void kv_code_decode_piece(const kv_code *code, const kv_piece *piece, GArray *instructions)
{
	uint64_t address = code->tables->text_base + piece->offset;
	const uint8_t *bytes = kv_code_bytes(code, address, piece->size);
	guint first = instructions->len;

	if (!bytes || !code->decoder)
		return;
	kv_decode_run(code->decoder, bytes, piece->size, address, instructions);
	for (guint i = first; i < instructions->len; i++) {
		kv_instruction *at = &g_array_index(instructions, kv_instruction, i);

		if ((at->flags & KV_INSTRUCTION_HAS_TARGET) &&
		    (at->target_external != KV_DECODE_LOCAL || at->target - address >= piece->size))
			kv_instruction_redirect(at, branch_of(code, at));
	}
}

#define INT3 0xcc
#define INSTRUCTION_MAX 15

/*
 * How many functions of one name may claim a cold part, and how many bytes of code are decoded to
 * find out which of them does. Kernels have up to 20 of one name, and 100 such cold parts.
 */
#define CANDIDATES_MAX 256
#define DECODED_MAX (64 << 20)

/* The symbols at one address of text, as one. */
typedef struct {
	uint64_t address, size; /* size 0: unknown */
	uint64_t limit;		/* the end of its section */
	uint32_t best;		/* symbol */
	int fitness;
} place;

/* How well a symbol names the code at its address; 0: not at all. */
static int fitness_of(const kv_kallsyms_symbol *symbol)
{
	int binding = symbol->flags & KV_SYMBOL_GLOBAL ? 3 : symbol->flags & KV_SYMBOL_WEAK ? 2 : 1;

	if (!(symbol->flags & KV_SYMBOL_TEXT))
		return 0;
	return symbol->flags & KV_SYMBOL_FUNCTION ? binding + 3 : binding;
}

static bool is_function(const place *at)
{
	return at->fitness > 3;
}

/* Reads the symbols at the address of the @position-th by address; the position behind them. */
static uint32_t read_place(const kv_code *code, uint32_t position, place *at)
{
	const kv_symbol_list *symbols = code->symbols;
	uint32_t count = kv_symbol_list_count(symbols);

	*at = (place){
		.address = kv_symbol_list_at(symbols, symbols->by_address[position])->address,
		.best = KV_NONE,
	};
	for (; position < count; position++) {
		uint32_t number = symbols->by_address[position];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(symbols, number);
		int fitness = fitness_of(symbol);
		uint64_t limit;

		if (symbol->address != at->address)
			break;
		/* The symbol of an end is of the section before. */
		limit = fitness > 0 ? kv_code_section_end(code, at->address, symbol->section) : 0;
		if (limit == 0)
			continue;
		if (fitness > at->fitness) {
			at->limit = limit;
			at->best = number;
			at->fitness = fitness;
		}
		if (symbol->flags & KV_SYMBOL_FUNCTION)
			at->size = MAX(at->size, symbol->size);
	}
	return position;
}

/* Ends the last piece at @end, or removes it when nothing is left of it. */
static void cut_last(GArray *pieces, uint64_t end)
{
	kv_piece *last;

	if (pieces->len == 0)
		return;
	last = &g_array_index(pieces, kv_piece, pieces->len - 1);
	if ((uint64_t)last->offset + last->size > end)
		last->size = end > last->offset ? (uint32_t)(end - last->offset) : 0;
	if (last->size == 0)
		g_array_set_size(pieces, pieces->len - 1);
}

/*
 * A function reaches as far as its symbol says, others to what comes next. Labels inside a function
 * begin nothing. Bodies of overridden weak functions have no symbol and are in no piece.
 */
void kv_code_find_pieces(kv_code *code)
{
	const kv_symbol_list *symbols = code->symbols;
	GArray *pieces = code->tables->pieces;
	uint64_t base = kv_code_text_base(code), function_end = 0;
	place at;

	code->tables->text_base = base;
	for (uint32_t i = kv_symbol_list_lower(symbols, base); i < kv_symbol_list_count(symbols);) {
		uint64_t end;
		kv_piece piece;

		i = read_place(code, i, &at);
		end = at.limit;
		if (end == 0 || (!is_function(&at) && at.address < function_end) ||
		    end - base > UINT32_MAX)
			continue;
		if (at.size > 0)
			end = at.address + MIN(at.size, end - at.address);
		if (is_function(&at) && at.size > 0)
			function_end = MAX(function_end, end);
		piece = (kv_piece){
			.offset = (uint32_t)(at.address - base),
			.size = (uint32_t)(end - at.address),
			.owner = at.best,
		};
		cut_last(pieces, piece.offset);
		g_array_append_val(pieces, piece);
	}
}

/* The bytes of @piece up to the padding at its end, rounded up to whole instructions. */
static uint32_t used_size(const kv_code *code, const kv_piece *piece)
{
	const uint8_t *bytes =
		kv_code_bytes(code, code->tables->text_base + piece->offset, piece->size);
	uint32_t used = piece->size;

	while (bytes && used > 0 && (bytes[used - 1] == 0 || bytes[used - 1] == INT3))
		used--;
	return used == 0 ? 0 : MIN(piece->size, used + INSTRUCTION_MAX);
}

/* Labels that mark the end of something own nothing but what fills the space up to a page. */
void kv_code_trim_pieces(kv_code *code)
{
	GArray *pieces = code->tables->pieces;
	guint kept = 0;

	for (guint i = 0; i < pieces->len; i++) {
		kv_piece piece = g_array_index(pieces, kv_piece, i);
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(code->symbols, piece.owner);

		if (code->decoder && !(symbol->flags & KV_SYMBOL_FUNCTION))
			piece.size = used_size(code, &piece);
		if (piece.size > 0)
			g_array_index(pieces, kv_piece, kept++) = piece;
	}
	g_array_set_size(pieces, kept);
}

static const char *name_of(const kv_code *code, uint32_t symbol)
{
	return kv_symbol_list_at(code->symbols, symbol)->name;
}

/* Whether @symbol names the cold part of a function: foo.cold, foo.cold.3. */
static bool is_cold(const kv_code *code, uint32_t symbol)
{
	return kv_name_cold_suffix(name_of(code, symbol)) != NULL;
}

/* Whether the code at the entry of @owner jumps into @cold. Costs its bytes of @budget. */
static bool jumps_into(const kv_code *code, uint32_t owner, const kv_piece *cold,
		       GArray *instructions, uint64_t *budget)
{
	uint64_t entry = kv_symbol_list_at(code->symbols, owner)->address;
	uint64_t begin = code->tables->text_base + cold->offset;
	const kv_piece *piece = kv_code_piece_around(code, entry);

	if (!piece || piece->size > *budget)
		return false;
	*budget -= piece->size;
	g_array_set_size(instructions, 0);
	kv_code_decode_piece(code, piece, instructions);
	for (guint i = 0; i < instructions->len; i++) {
		const kv_instruction *at = &g_array_index(instructions, kv_instruction, i);

		if ((at->flags & KV_INSTRUCTION_HAS_TARGET) &&
		    at->target_external == KV_DECODE_LOCAL && at->target - begin < cold->size)
			return true;
	}
	return false;
}

/* The functions called like @cold without the suffix, CANDIDATES_MAX at most. */
static uint32_t find_candidates(const kv_code *code, const kv_piece *cold,
				uint32_t owners[CANDIDATES_MAX])
{
	const char *name = name_of(code, cold->owner);
	g_autofree char *parent = g_strndup(name, (gsize)(kv_name_cold_suffix(name) - name));
	kv_run run = kv_symbol_list_prefixed(code->symbols, parent);
	uint32_t count = 0;

	for (uint32_t i = run.first; i < run.first + run.count && count < CANDIDATES_MAX; i++) {
		uint32_t number = code->symbols->by_name[i];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(code->symbols, number);

		if (strcmp(symbol->name, parent) != 0)
			break;
		if (!(symbol->flags & KV_SYMBOL_FUNCTION))
			continue;
		owners[count] = kv_code_around(code, symbol->address);
		if (owners[count] != KV_NONE)
			count++;
	}
	return count;
}

/* The function that @cold was split from; of several of that name, the one that jumps there. */
static uint32_t find_parent(const kv_code *code, const kv_piece *cold, GArray *instructions,
			    uint64_t *budget)
{
	uint32_t owners[CANDIDATES_MAX];
	uint32_t count = find_candidates(code, cold, owners);

	if (count == 1)
		return owners[0];
	for (uint32_t i = 0; i < count; i++) {
		if (jumps_into(code, owners[i], cold, instructions, budget))
			return owners[i];
	}
	return KV_NONE;
}

void kv_code_fold_cold(kv_code *code)
{
	g_autoptr(GArray) instructions = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	GArray *pieces = code->tables->pieces;
	uint64_t budget = DECODED_MAX;

	for (guint i = 0; i < pieces->len; i++) {
		kv_piece *piece = &g_array_index(pieces, kv_piece, i);
		uint32_t parent;

		if (!is_cold(code, piece->owner))
			continue;
		parent = find_parent(code, piece, instructions, &budget);
		if (parent != KV_NONE)
			piece->owner = parent;
	}
}
