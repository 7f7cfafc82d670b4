/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/segments.h"

#include "base/search.h"

static gint compare_spans(gconstpointer a, gconstpointer b)
{
	const kv_dwarf_span *left = a, *right = b;

	if (left->begin != right->begin)
		return left->begin < right->begin ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* The segments of one unit in the making. */
typedef struct {
	GArray *segments;
	guint first;
	uint64_t base;
	GArray *open; /* (element-type kv_dwarf_span) around the current address, outermost first */
} flattening;

/* From @address on the code is of @source; what was said of the same address is overruled. */
static void set_source(flattening *into, uint64_t address, uint32_t source)
{
	const kv_dwarf_segment segment = {(uint32_t)(address - into->base), source};
	kv_dwarf_segment *last;

	if (address - into->base > UINT32_MAX)
		return;
	if (into->segments->len > into->first) {
		last = &g_array_index(into->segments, kv_dwarf_segment, into->segments->len - 1);
		if (last->offset == segment.offset) {
			last->source = source;
			return;
		}
		if (last->source == source)
			return;
	}
	g_array_append_val(into->segments, segment);
}

/* Leaves the open spans that end by @address; the one around each goes on where it ends. */
static void close_spans(flattening *into, uint64_t address)
{
	GArray *open = into->open;

	while (open->len > 0) {
		kv_dwarf_span *inner = &g_array_index(open, kv_dwarf_span, open->len - 1);
		uint64_t end = inner->end;

		if (end > address)
			return;
		g_array_set_size(open, open->len - 1);
		set_source(into, end, open->len > 0 ? inner[-1].source : KV_NONE);
	}
}

uint64_t kv_dwarf_flatten(GArray *spans, GArray *segments)
{
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_span));
	flattening into = {.segments = segments, .first = segments->len, .open = open};

	g_array_sort(spans, compare_spans);
	if (spans->len > 0)
		into.base = g_array_index(spans, kv_dwarf_span, 0).begin;
	for (guint i = 0; i < spans->len; i++) {
		kv_dwarf_span span = g_array_index(spans, kv_dwarf_span, i);

		close_spans(&into, span.begin);
		/* What is inlined ends with what it is inlined into. */
		if (open->len > 0)
			span.end = MIN(span.end,
				       g_array_index(open, kv_dwarf_span, open->len - 1).end);
		g_array_append_val(open, span);
		set_source(&into, span.begin, span.source);
	}
	close_spans(&into, UINT64_MAX);
	return into.base;
}

/* One range of a function and the unit whose segments tell more of it. */
typedef struct {
	uint64_t begin, end;
	uint32_t unit;
} place;

struct kv_dwarf_finder {
	const kv_dwarf *dwarf;
	GArray *places; /* (element-type place) by begin */
	/* What was found last: an address close behind it is found without a search. */
	guint place, segment;
};

static gint compare_places(gconstpointer a, gconstpointer b)
{
	const place *left = a, *right = b;

	if (left->begin != right->begin)
		return left->begin < right->begin ? -1 : 1;
	return left->unit < right->unit ? -1 : left->unit > right->unit;
}

kv_dwarf_finder *kv_dwarf_finder_new(const kv_dwarf *dwarf)
{
	kv_dwarf_finder *finder = g_new0(kv_dwarf_finder, 1);

	finder->dwarf = dwarf;
	finder->places = g_array_sized_new(FALSE, FALSE, sizeof(place), dwarf->functions->len);
	for (guint i = 0; i < dwarf->functions->len; i++) {
		const kv_dwarf_function *function =
			&g_array_index(dwarf->functions, kv_dwarf_function, i);
		place hot = {function->address, function->address + function->size, function->unit};
		place cold = {function->cold_address, function->cold_address + function->cold_size,
			      function->unit};

		g_array_append_val(finder->places, hot);
		if (function->cold_size > 0)
			g_array_append_val(finder->places, cold);
	}
	g_array_sort(finder->places, compare_places);
	return finder;
}

void kv_dwarf_finder_free(kv_dwarf_finder *finder)
{
	if (!finder)
		return;
	g_array_unref(finder->places);
	g_free(finder);
}

/* How far behind what was found last is looked before it is searched for. */
enum { STEPS = 8 };

/* How many of the places begin by @address. */
static guint places_by(kv_dwarf_finder *finder, uint64_t address)
{
	const place *places = (const place *)(void *)finder->places->data;
	guint low = finder->place, high = finder->places->len;

	if (low > 0 && places[low - 1].begin <= address) {
		for (guint i = 0; i < STEPS && low < high && places[low].begin <= address; i++)
			low++;
		if (low == high || places[low].begin > address)
			return low;
	} else {
		low = 0;
	}
	return KV_FIRST_NOT(low, high, at, places[at].begin <= address);
}

/* How many of the segments up to @high begin by @offset, where all up to @low do. */
static guint segments_by(kv_dwarf_finder *finder, uint64_t offset, guint low, guint high)
{
	const kv_dwarf_segment *segments =
		(const kv_dwarf_segment *)(void *)finder->dwarf->segments->data;
	guint last = finder->segment;

	if (last > low && last <= high && segments[last - 1].offset <= offset) {
		low = last;
		for (guint i = 0; i < STEPS && low < high && segments[low].offset <= offset; i++)
			low++;
		if (low == high || segments[low].offset > offset)
			return low;
	}
	return KV_FIRST_NOT(low, high, at, segments[at].offset <= offset);
}

uint32_t kv_dwarf_finder_source(kv_dwarf_finder *finder, uint64_t address)
{
	const GArray *segments = finder->dwarf->segments;
	const kv_dwarf_unit_segments *unit;
	const place *around;

	/* The last of the functions that begin by the address, if it reaches there. */
	finder->place = places_by(finder, address);
	if (finder->place == 0)
		return KV_NONE;
	around = &g_array_index(finder->places, place, finder->place - 1);
	if (address >= around->end || around->unit + 1 >= finder->dwarf->unit_segments->len)
		return KV_NONE;
	unit = &g_array_index(finder->dwarf->unit_segments, kv_dwarf_unit_segments, around->unit);
	finder->segment =
		segments_by(finder, address - unit[0].base, unit[0].first, unit[1].first);
	return finder->segment > unit[0].first
		       ? g_array_index(segments, kv_dwarf_segment, finder->segment - 1).source
		       : KV_NONE;
}
