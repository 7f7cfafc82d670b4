/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/join.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/strings.h"

static const kv_dwarf_source *source_at(const kv_dwarf *dwarf, uint32_t old)
{
	return &g_array_index(dwarf->sources, kv_dwarf_source, old);
}

static const kv_dwarf_function *function_at(const kv_dwarf *dwarf, uint32_t old)
{
	return &g_array_index(dwarf->functions, kv_dwarf_function, old);
}

static const kv_dwarf_copy *copy_at(const kv_dwarf *dwarf, uint32_t old)
{
	return &g_array_index(dwarf->copies, kv_dwarf_copy, old);
}

static uint32_t *invert(const uint32_t *order, uint32_t count)
{
	uint32_t *inverse = g_new(uint32_t, count);

	for (uint32_t i = 0; i < count; i++)
		inverse[order[i]] = i;
	return inverse;
}

typedef struct {
	uint64_t prefix;
	const kv_dwarf_source *source;
	uint32_t old;
} source_key;

static int compare_sources(const void *a, const void *b)
{
	const source_key *left = a, *right = b;
	int order;

	if (left->prefix != right->prefix)
		return left->prefix < right->prefix ? -1 : 1;
	order = strcmp(left->source->name, right->source->name);
	if (order == 0)
		order = strcmp(left->source->file, right->source->file);
	if (order != 0)
		return order;
	if (left->source->line != right->source->line)
		return left->source->line < right->source->line ? -1 : 1;
	return left->old < right->old ? -1 : left->old > right->old;
}

static uint32_t *order_sources(const kv_dwarf *dwarf, uint32_t count)
{
	g_autofree source_key *keys = g_new(source_key, count);
	uint32_t *order = g_new(uint32_t, count);

	for (uint32_t i = 0; i < count; i++) {
		const kv_dwarf_source *source = source_at(dwarf, i);

		keys[i] = (source_key){
			.prefix = kv_string_prefix(source->name), .source = source, .old = i};
	}
	if (count > 0)
		qsort(keys, count, sizeof(*keys), compare_sources);
	for (uint32_t i = 0; i < count; i++)
		order[i] = keys[i].old;
	return order;
}

typedef struct {
	uint64_t address;
	uint32_t minor; /* decides between equal addresses */
	uint32_t old;
} place_key;

static int compare_places(const void *a, const void *b)
{
	const place_key *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	if (left->minor != right->minor)
		return left->minor < right->minor ? -1 : 1;
	return left->old < right->old ? -1 : left->old > right->old;
}

static uint32_t *order_functions(const kv_dwarf *dwarf, const uint32_t *source_ids, uint32_t count)
{
	g_autofree place_key *keys = g_new(place_key, count);
	uint32_t *order = g_new(uint32_t, count);

	for (uint32_t i = 0; i < count; i++) {
		const kv_dwarf_function *function = function_at(dwarf, i);

		keys[i] = (place_key){
			.address = function->address,
			.minor = source_ids[function->source],
			.old = i,
		};
	}
	if (count > 0)
		qsort(keys, count, sizeof(*keys), compare_places);
	for (uint32_t i = 0; i < count; i++)
		order[i] = keys[i].old;
	return order;
}

/* Turns the numbers of members in @starts into the position of each group's first member. */
static void counts_to_starts(uint32_t *starts, uint32_t groups)
{
	uint32_t total = 0;

	for (uint32_t i = 0; i <= groups; i++) {
		uint32_t count = starts[i];

		starts[i] = total;
		total += count;
	}
}

static void group_functions(kv_join *join, const kv_dwarf *dwarf)
{
	g_autofree uint32_t *next = NULL;

	join->first_functions = g_new0(uint32_t, join->source_count + 1);
	for (uint32_t i = 0; i < join->function_count; i++)
		join->first_functions[join->source_ids[function_at(dwarf, i)->source]]++;
	counts_to_starts(join->first_functions, join->source_count);

	/* Filled in the order of the functions, so that each group is by address. */
	next = g_memdup2(join->first_functions, join->source_count * sizeof(uint32_t));
	join->functions_by_source = g_new(uint32_t, join->function_count);
	for (uint32_t i = 0; i < join->function_count; i++) {
		uint32_t source = function_at(dwarf, join->functions[i])->source;

		join->functions_by_source[next[join->source_ids[source]]++] = i;
	}
}

static void group_copies(kv_join *join, const kv_dwarf *dwarf)
{
	g_autofree place_key *keys = g_new(place_key, join->copy_count);
	g_autofree uint32_t *next = NULL;

	join->first_copies = g_new0(uint32_t, join->source_count + 1);
	for (uint32_t i = 0; i < join->copy_count; i++)
		join->first_copies[join->source_ids[copy_at(dwarf, i)->source]]++;
	counts_to_starts(join->first_copies, join->source_count);

	next = g_memdup2(join->first_copies, join->source_count * sizeof(uint32_t));
	for (uint32_t i = 0; i < join->copy_count; i++) {
		const kv_dwarf_copy *copy = copy_at(dwarf, i);

		keys[next[join->source_ids[copy->source]]++] = (place_key){
			.address = copy->address,
			.minor = join->function_ids[copy->host],
			.old = i,
		};
	}
	for (uint32_t i = 0; i < join->source_count; i++) {
		uint32_t count = join->first_copies[i + 1] - join->first_copies[i];

		if (count > 1)
			qsort(keys + join->first_copies[i], count, sizeof(*keys), compare_places);
	}
	join->copies = g_new(uint32_t, join->copy_count);
	for (uint32_t i = 0; i < join->copy_count; i++)
		join->copies[i] = keys[i].old;
}

/* How well a symbol names the body at its address; 0: not at all. */
static int symbol_fitness(const kv_kallsyms_symbol *symbol)
{
	if (!(symbol->flags & KV_SYMBOL_FUNCTION))
		return 0;
	if (symbol->flags & KV_SYMBOL_GLOBAL)
		return 3;
	return symbol->flags & KV_SYMBOL_WEAK ? 2 : 1;
}

/* Whether @symbol is @source or one of its clones, "foo.isra.0". */
static bool is_named_after(const char *symbol, const char *source)
{
	size_t length = strlen(source);

	return strncmp(symbol, source, length) == 0 &&
	       (symbol[length] == '\0' || symbol[length] == '.');
}

/* Of the functions @first to below @end, all at the address of @symbol, the one it names. */
static uint32_t function_named(const kv_join *join, const kv_dwarf *dwarf, uint32_t first,
			       uint32_t end, const kv_kallsyms_symbol *symbol)
{
	for (uint32_t i = first; i < end; i++) {
		const kv_dwarf_function *function = function_at(dwarf, join->functions[i]);

		if (is_named_after(symbol->name, source_at(dwarf, function->source)->name))
			return i;
	}
	return first;
}

/* Joins the functions @first to below @end, all at one address, with the symbols at it. */
static void link_address(kv_join *join, const kv_dwarf *dwarf, const kv_symbol_list *symbols,
			 uint32_t first, uint32_t end)
{
	uint64_t address = function_at(dwarf, join->functions[first])->address;
	uint32_t best = KV_NONE;
	int best_fitness = 0;

	for (uint32_t i = kv_symbol_list_lower(symbols, address); i < kv_symbol_list_count(symbols);
	     i++) {
		uint32_t number = symbols->by_address[i];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(symbols, number);
		int fitness = symbol_fitness(symbol);

		if (symbol->address != address)
			break;
		if (symbol->flags & KV_SYMBOL_TEXT)
			join->symbol_functions[number] =
				function_named(join, dwarf, first, end, symbol);
		if (fitness > best_fitness) {
			best = number;
			best_fitness = fitness;
		}
	}
	for (uint32_t i = first; i < end; i++)
		join->function_symbols[i] = best;
}

static void link_symbols(kv_join *join, const kv_dwarf *dwarf, const kv_symbol_list *symbols)
{
	uint32_t symbol_count = kv_symbol_list_count(symbols);
	uint32_t end;

	join->function_symbols = g_new(uint32_t, join->function_count);
	join->symbol_functions = g_new(uint32_t, symbol_count);
	for (uint32_t i = 0; i < symbol_count; i++)
		join->symbol_functions[i] = KV_NONE;

	for (uint32_t first = 0; first < join->function_count; first = end) {
		uint64_t address = function_at(dwarf, join->functions[first])->address;

		end = first + 1;
		while (end < join->function_count &&
		       function_at(dwarf, join->functions[end])->address == address)
			end++;
		link_address(join, dwarf, symbols, first, end);
	}
}

static void count_units(kv_join *join, const kv_dwarf *dwarf, const kv_symbol_list *symbols)
{
	join->units = g_new0(kv_unit, join->unit_count);
	for (uint32_t i = 0; i < join->function_count; i++) {
		kv_unit *unit = &join->units[function_at(dwarf, join->functions[i])->unit];
		uint32_t symbol = join->function_symbols[i];

		if (symbol == KV_NONE || symbols->regions[symbol] == KV_REGION_INIT ||
		    symbols->regions[symbol] == KV_REGION_EXIT)
			continue;
		unit->function_count++;
		if (symbols->ftrace_offsets[symbol] != KV_NO_FTRACE)
			unit->traceable_count++;
	}
}

kv_join *kv_join_new(const kv_dwarf *dwarf, const kv_symbol_list *symbols)
{
	kv_join *join = g_new0(kv_join, 1);

	join->source_count = dwarf->sources->len;
	join->function_count = dwarf->functions->len;
	join->copy_count = dwarf->copies->len;
	join->unit_count = dwarf->units->len;

	join->sources = order_sources(dwarf, join->source_count);
	join->source_ids = invert(join->sources, join->source_count);
	join->functions = order_functions(dwarf, join->source_ids, join->function_count);
	join->function_ids = invert(join->functions, join->function_count);
	group_functions(join, dwarf);
	group_copies(join, dwarf);
	link_symbols(join, dwarf, symbols);
	count_units(join, dwarf, symbols);
	return join;
}

void kv_join_free(kv_join *join)
{
	if (!join)
		return;
	g_free(join->sources);
	g_free(join->functions);
	g_free(join->copies);
	g_free(join->source_ids);
	g_free(join->function_ids);
	g_free(join->functions_by_source);
	g_free(join->first_functions);
	g_free(join->first_copies);
	g_free(join->function_symbols);
	g_free(join->symbol_functions);
	g_free(join->units);
	g_free(join);
}
