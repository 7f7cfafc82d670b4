/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/merge.h"

#include <string.h>

#define FIRST_SLOTS 1024

/* Source functions by identity: an open-addressed table over the sources themselves. */
typedef struct source_table {
	kv_dwarf *dwarf;
	GStringChunk *names;
	GArray *tasks;	       /* (element-type kv_prototype_task) by source */
	uint64_t *hash;	       /* by slot */
	uint32_t *slot;	       /* source + 1; 0: free */
	uint32_t mask;	       /* the number of slots, a power of two, less one */
	uint32_t *of_sighting; /* source of each sighting of the current unit */
} source_table;

static bool is_same(const kv_dwarf_source *source, const kv_dwarf_sighting *sighting)
{
	return source->line == sighting->line && strcmp(source->name, sighting->name) == 0 &&
	       strcmp(source->file, sighting->file) == 0;
}

static uint32_t add_source(source_table *table, const kv_dwarf_sighting *sighting, uint32_t unit)
{
	kv_dwarf_source source = {
		.name = g_string_chunk_insert(table->names, sighting->name),
		.file = sighting->file,
		.prototype = "",
		.signature = "",
		.line = sighting->line,
	};
	kv_prototype_task task = {sighting->die, unit};

	g_array_append_val(table->dwarf->sources, source);
	g_array_append_val(table->tasks, task);
	return table->dwarf->sources->len;
}

static void allocate_slots(source_table *table, uint32_t capacity)
{
	table->hash = g_new(uint64_t, capacity);
	table->slot = g_new0(uint32_t, capacity);
	table->mask = capacity - 1;
}

static void free_slots(source_table *table)
{
	g_free(table->hash);
	g_free(table->slot);
}

/* Doubles the slots. There are far fewer sources than sightings, so their number is not known. */
static void grow(source_table *table)
{
	source_table old = *table;

	allocate_slots(table, (old.mask + 1) * 2);
	for (uint32_t i = 0; i <= old.mask; i++) {
		uint32_t at = (uint32_t)old.hash[i] & table->mask;

		if (!old.slot[i])
			continue;
		while (table->slot[at])
			at = (at + 1) & table->mask;
		table->hash[at] = old.hash[i];
		table->slot[at] = old.slot[i];
	}
	free_slots(&old);
}

static uint32_t find_source(source_table *table, const kv_dwarf_sighting *sighting, uint32_t unit)
{
	GArray *sources = table->dwarf->sources;
	uint32_t at, source;

	if (sources->len >= table->mask / 2 && table->mask < G_MAXINT32)
		grow(table);
	at = (uint32_t)sighting->hash & table->mask;
	while (table->slot[at] &&
	       (table->hash[at] != sighting->hash ||
		!is_same(&g_array_index(sources, kv_dwarf_source, table->slot[at] - 1), sighting)))
		at = (at + 1) & table->mask;
	if (!table->slot[at]) {
		table->hash[at] = sighting->hash;
		table->slot[at] = add_source(table, sighting, unit);
	}
	source = table->slot[at] - 1;
	g_array_index(sources, kv_dwarf_source, source).flags |= sighting->flags;
	return source;
}

/*
 * A copy inside any body of its own function is marked, however deep it is nested in others that
 * were inlined there: who replaces the function replaces that body with all that is in it.
 */
static void add_copies(source_table *table, const kv_unit_tables *unit, uint32_t first_function)
{
	kv_dwarf *dwarf = table->dwarf;

	for (uint32_t i = 0; i < unit->copy_count; i++) {
		kv_dwarf_copy copy =
			g_array_index(unit->walk->copies, kv_dwarf_copy, unit->first_copy + i);
		const kv_dwarf_function *host;

		copy.source = table->of_sighting[copy.source - unit->first_sighting];
		copy.host = first_function + (copy.host - unit->first_function);
		host = &g_array_index(dwarf->functions, kv_dwarf_function, copy.host);
		if (host->source == copy.source)
			copy.flags |= KV_DWARF_COPY_SELF;
		g_array_append_val(dwarf->copies, copy);
	}
}

/* The segments that come next count from @base. */
static void mark_segments(kv_dwarf *dwarf, uint64_t base)
{
	const kv_dwarf_unit_segments mark = {.base = base, .first = dwarf->segments->len};

	g_array_append_val(dwarf->unit_segments, mark);
}

static void add_segments(source_table *table, const kv_unit_tables *unit)
{
	kv_dwarf *dwarf = table->dwarf;

	mark_segments(dwarf, unit->segment_base);
	for (uint32_t i = 0; i < unit->segment_count; i++) {
		kv_dwarf_segment segment = g_array_index(unit->walk->segments, kv_dwarf_segment,
							 unit->first_segment + i);

		if (segment.source != KV_NONE)
			segment.source = table->of_sighting[segment.source - unit->first_sighting];
		g_array_append_val(dwarf->segments, segment);
	}
}

static void add_unit(source_table *table, const kv_unit_tables *unit, uint32_t index)
{
	uint32_t first_function = table->dwarf->functions->len;

	g_ptr_array_add(table->dwarf->units, (char *)unit->name);
	for (uint32_t i = 0; i < unit->sighting_count; i++)
		table->of_sighting[i] =
			find_source(table,
				    &g_array_index(unit->walk->reader->sightings, kv_dwarf_sighting,
						   unit->first_sighting + i),
				    index);
	for (uint32_t i = 0; i < unit->function_count; i++) {
		kv_dwarf_function function = g_array_index(unit->walk->functions, kv_dwarf_function,
							   unit->first_function + i);

		function.source = table->of_sighting[function.source - unit->first_sighting];
		g_array_append_val(table->dwarf->functions, function);
	}
	add_copies(table, unit, first_function);
	add_segments(table, unit);
	if (unit->call_count > 0)
		g_array_append_vals(
			table->dwarf->calls,
			&g_array_index(unit->walk->calls, kv_dwarf_call, unit->first_call),
			unit->call_count);
}

static GArray *sized_array(guint element_size, uint64_t count)
{
	return g_array_sized_new(FALSE, FALSE, element_size, (guint)count);
}

GArray *kv_dwarf_merge(kv_dwarf *dwarf, const kv_unit_tables *units, uint32_t count)
{
	source_table table = {.dwarf = dwarf, .names = g_string_chunk_new(64 * 1024)};
	uint64_t functions = 0, copies = 0, segments = 0;
	uint32_t most = 0;

	for (uint32_t i = 0; i < count; i++) {
		functions += units[i].function_count;
		copies += units[i].copy_count;
		segments += units[i].segment_count;
		most = MAX(most, units[i].sighting_count);
	}
	g_array_unref(dwarf->functions);
	g_array_unref(dwarf->copies);
	g_array_unref(dwarf->segments);
	dwarf->functions = sized_array(sizeof(kv_dwarf_function), functions);
	dwarf->copies = sized_array(sizeof(kv_dwarf_copy), copies);
	dwarf->segments = sized_array(sizeof(kv_dwarf_segment), segments);
	table.tasks = sized_array(sizeof(kv_prototype_task), 0);
	allocate_slots(&table, FIRST_SLOTS);
	table.of_sighting = g_new(uint32_t, most);
	g_ptr_array_add(dwarf->owned, table.names);

	for (uint32_t i = 0; i < count; i++)
		add_unit(&table, &units[i], i);
	mark_segments(dwarf, 0);

	free_slots(&table);
	g_free(table.of_sighting);
	return table.tasks;
}
