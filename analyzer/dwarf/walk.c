/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/walk.h"

#include <inttypes.h>

#include "dwarf/call.h"
#include "dwarf/code.h"
#include "dwarf/cursor.h"

/* Deeper nesting of blocks and inlined functions is damage; kernels stay below 30. */
#define DEPTH_MAX 256

/*
 * A walk may step over BUDGET_FACTOR times the bytes of its unit. Sound DWARF takes up to 8 times:
 * GCC leaves DW_AT_sibling out on a last child, so that its subtree is read once more to find out
 * that nothing follows.
 */
#define BUDGET_FACTOR 64
#define BUDGET_FLOOR (64 * 1024)

/* Attributes of one abbreviation; compilers stay below 40. */
#define ATTRIBUTES_MAX 256

typedef struct frame {
	Dwarf_Die die;
	uint32_t host; /* function whose body this DIE is in, or KV_NONE */
} frame;

kv_dwarf_walk *kv_dwarf_walk_new(const kv_dwarf_image *image, Dwarf *dwarf,
				 const kv_source_root *root, kv_struct_units *known, bool calls)
{
	kv_dwarf_walk *walk = g_new0(kv_dwarf_walk, 1);

	walk->image = image;
	walk->dwarf = dwarf;
	walk->reader = kv_source_reader_new(image, root);
	walk->functions = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_function));
	walk->copies = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_copy));
	walk->variables = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_variable));
	walk->segments = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_segment));
	walk->calls = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_call));
	walk->wants_calls = calls;
	walk->spans = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_span));
	walk->ranges = g_array_new(FALSE, FALSE, sizeof(kv_die_range));
	kv_struct_finder_init(&walk->structs, known);
	return walk;
}

void kv_dwarf_walk_empty(kv_dwarf_walk *walk)
{
	GArray **const tables[] = {
		&walk->functions, &walk->copies, &walk->segments,	  &walk->calls,
		&walk->spans,	  &walk->ranges, &walk->reader->sightings};

	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		guint size = g_array_get_element_size(*tables[i]);

		g_array_unref(*tables[i]);
		*tables[i] = g_array_new(FALSE, FALSE, size);
	}
}

void kv_dwarf_walk_free(kv_dwarf_walk *walk)
{
	if (!walk)
		return;
	g_array_unref(walk->variables);
	g_array_unref(walk->ranges);
	g_array_unref(walk->spans);
	g_array_unref(walk->segments);
	g_array_unref(walk->calls);
	g_array_unref(walk->copies);
	g_array_unref(walk->functions);
	kv_source_reader_free(walk->reader);
	g_free(walk->damage);
	g_free(walk);
}

static void note_damage(kv_dwarf_walk *walk, uint64_t die, const char *what)
{
	if (!walk->damage)
		walk->damage = g_strdup_printf(".debug_info: unit at 0x%" PRIx64
					       ", entry at 0x%" PRIx64 ": %s",
					       walk->unit->offset, die, what);
}

static bool spend(kv_dwarf_walk *walk, Dwarf_Die *die, uint64_t bytes)
{
	if (bytes < walk->budget) {
		walk->budget -= bytes;
		return true;
	}
	walk->budget = 0;
	note_damage(walk, dwarf_dieoffset(die), "the unit takes more steps than its size allows");
	return false;
}

static kv_die_code_status read_code(kv_dwarf_walk *walk, Dwarf_Die *die,
				    kv_die_attributes *attributes, kv_die_code *code)
{
	kv_die_code_status status =
		kv_die_code_read(die, attributes, &walk->budget, code, walk->ranges);

	if (status == KV_DIE_CODE_DAMAGED)
		note_damage(walk, dwarf_dieoffset(die), "its address ranges cannot be read");
	return status;
}

/*
 * The code whose ranges were read last is of @source. Each range takes some bytes to write down,
 * but damaged functions may share them.
 */
static void add_spans(kv_dwarf_walk *walk, Dwarf_Die *die, uint32_t source)
{
	if (walk->spans->len + walk->ranges->len > walk->unit->end - walk->unit->offset) {
		note_damage(walk, dwarf_dieoffset(die),
			    "more address ranges than its unit's size allows");
		return;
	}
	for (guint i = 0; i < walk->ranges->len; i++) {
		const kv_die_range *range = &g_array_index(walk->ranges, kv_die_range, i);
		const kv_dwarf_span span = {
			.begin = range->begin,
			.end = range->end,
			.source = source,
			.order = walk->spans->len,
		};

		g_array_append_val(walk->spans, span);
	}
}

/* Which source function @die stands for; KV_NONE is damage. */
static uint32_t find_source(kv_dwarf_walk *walk, Dwarf_Die *die, kv_die_attributes *attributes)
{
	uint32_t source = kv_source_reader_find(walk->reader, die, attributes);

	if (source == KV_NONE)
		note_damage(walk, dwarf_dieoffset(die), "it leads to no function name");
	return source;
}

/* The function that @die is the body of: a position in functions, or KV_NONE if it has no body. */
static uint32_t visit_subprogram(kv_dwarf_walk *walk, Dwarf_Die *die)
{
	kv_dwarf_function function = {.unit = walk->unit_index};
	kv_die_attributes attributes;
	kv_die_code code;

	if (!kv_die_attributes_read(die, &attributes)) {
		note_damage(walk, dwarf_dieoffset(die), "its attributes cannot be read");
		return KV_NONE;
	}
	if (kv_die_has(&attributes, KV_DIE_DECLARATION))
		return KV_NONE;
	function.source = find_source(walk, die, &attributes);
	if (function.source == KV_NONE ||
	    read_code(walk, die, &attributes, &code) != KV_DIE_CODE_PRESENT)
		return KV_NONE;
	if (code.end - code.begin > UINT32_MAX || code.cold_end - code.cold_begin > UINT32_MAX) {
		note_damage(walk, dwarf_dieoffset(die), "a function of more than 4 GiB");
		return KV_NONE;
	}
	function.address = code.begin;
	function.size = (uint32_t)(code.end - code.begin);
	function.cold_address = code.cold_begin;
	function.cold_size = (uint32_t)(code.cold_end - code.cold_begin);
	g_array_append_val(walk->functions, function);
	add_spans(walk, die, function.source);
	return walk->functions->len - 1;
}

static void visit_inlined(kv_dwarf_walk *walk, Dwarf_Die *die, uint32_t host)
{
	kv_dwarf_copy copy = {.host = host};
	kv_die_attributes attributes;
	kv_die_code_status status;
	kv_die_code code = {0};

	if (!kv_die_attributes_read(die, &attributes)) {
		note_damage(walk, dwarf_dieoffset(die), "its attributes cannot be read");
		return;
	}
	copy.source = find_source(walk, die, &attributes);
	if (copy.source == KV_NONE)
		return;
	status = read_code(walk, die, &attributes, &code);
	if (status == KV_DIE_CODE_DAMAGED)
		return;
	if (status != KV_DIE_CODE_PRESENT)
		copy.flags |= KV_DWARF_COPY_EMPTY;
	else
		add_spans(walk, die, copy.source);
	copy.address = code.entry;
	copy.call_line = (uint32_t)kv_die_number(&attributes, KV_DIE_CALL_LINE, 0);
	g_array_append_val(walk->copies, copy);
}

static void visit_call(kv_dwarf_walk *walk, Dwarf_Die *die)
{
	kv_dwarf_call call;

	if (!kv_dwarf_call_read(walk->image, die, &call))
		return;
	call.unit = walk->unit_index;
	if (call.callee)
		call.callee = g_string_chunk_insert_const(walk->reader->strings, call.callee);
	g_array_append_val(walk->calls, call);
}

/*
 * Looks at one DIE; true when its children matter. Only bodies are descended into: types,
 * parameters, call sites and functions without code hold neither copies nor variables.
 */
static bool visit(kv_dwarf_walk *walk, frame *at, bool top_level)
{
	switch (kv_die_tag(walk->image, &walk->abbreviations, &at->die)) {
	case DW_TAG_subprogram:
		/*
		 * Also inside another function (GNU C nested functions): it is a host of its own.
		 */
		at->host = visit_subprogram(walk, &at->die);
		return at->host != KV_NONE;
	case DW_TAG_inlined_subroutine:
		if (at->host == KV_NONE)
			return false;
		visit_inlined(walk, &at->die, at->host);
		return true;
	case DW_TAG_call_site:
	case DW_TAG_GNU_call_site:
		if (walk->wants_calls && at->host != KV_NONE)
			visit_call(walk, &at->die);
		return false;
	case DW_TAG_lexical_block:
		return at->host != KV_NONE;
	case DW_TAG_namespace:
	case DW_TAG_module:
		return true;
	case DW_TAG_structure_type:
		if (top_level)
			kv_struct_finder_visit(&walk->structs, walk->image, &at->die,
					       walk->unit_index);
		return false;
	case DW_TAG_variable:
		if (!kv_dwarf_skip_lacks_place(&walk->skip, &at->die))
			kv_dwarf_variable_note(walk->variables, walk->image, &at->die,
					       walk->unit_index);
		return false;
	case DW_TAG_invalid:
		note_damage(walk, dwarf_dieoffset(&at->die), "its abbreviation is not defined");
		return false;
	default:
		return false;
	}
}

/*
 * Steps to the next DIE at or above depth @depth. Returns its depth, 0 at the end. @furthest is the
 * last DIE visited in the order of the file: so far libdw has to read when nothing follows.
 */
static unsigned int step_over(kv_dwarf_walk *walk, frame *stack, unsigned int depth,
			      const char *furthest)
{
	for (; depth > 0; depth--) {
		frame *at = &stack[depth];
		char *from = at->die.addr;
		uint64_t offset = dwarf_dieoffset(&at->die);
		uint32_t outer = stack[depth - 1].host;
		int status = kv_dwarf_skip_sibling(&walk->skip, &at->die);
		const char *to = status == 0 ? (char *)at->die.addr : furthest;

		if (status < 0)
			note_damage(walk, offset, "what follows it cannot be read");
		if (!spend(walk, &stack[0].die, (uint64_t)(to - from) + 1))
			return 0;
		at->host = outer;
		if (status == 0)
			return depth;
	}
	return 0;
}

static void walk_entries(kv_dwarf_walk *walk, Dwarf_Die *unit)
{
	frame stack[DEPTH_MAX + 1];
	unsigned int depth = 0;
	const char *furthest;
	int status;

	stack[0] = (frame){*unit, KV_NONE};
	status = dwarf_child(unit, &stack[1].die);
	if (status < 0)
		note_damage(walk, dwarf_dieoffset(unit), "its children cannot be read");
	if (status != 0)
		return;
	stack[1].host = KV_NONE;
	for (depth = 1; depth > 0;) {
		furthest = stack[depth].die.addr;
		status = 1;
		if (visit(walk, &stack[depth], depth == 1)) {
			if (depth == DEPTH_MAX)
				note_damage(walk, dwarf_dieoffset(&stack[depth].die),
					    "nested too deeply");
			else
				status = dwarf_child(&stack[depth].die, &stack[depth + 1].die);
			if (status < 0)
				note_damage(walk, dwarf_dieoffset(&stack[depth].die),
					    "its children cannot be read");
		}
		if (status == 0) {
			stack[depth + 1].host = stack[depth].host;
			depth++;
		} else {
			depth = step_over(walk, stack, depth, furthest);
		}
	}
}

/*
 * Looks through the abbreviations of the unit before libdw does: it reads each attribute of an
 * abbreviation for each DIE, which must not be many, and all abbreviations for one that is absent.
 */
static bool check_abbreviations(kv_dwarf_walk *walk)
{
	kv_dwarf_cursor cursor = kv_dwarf_cursor_at(walk->image->abbreviations,
						    walk->unit->abbreviations, walk->image->swap);
	const uint8_t *begin = cursor.position;
	uint64_t code;

	kv_dwarf_skip_begin(&walk->skip, walk->image, walk->unit);
	while (!cursor.failed && (code = kv_dwarf_cursor_uleb(&cursor)) != 0) {
		unsigned int count = 0;
		kv_skip_entry *entry;
		uint64_t name, form;

		kv_dwarf_cursor_uleb(&cursor); /* tag */
		entry = kv_dwarf_skip_entry(&walk->skip, code,
					    kv_dwarf_cursor_number(&cursor, 1) == DW_CHILDREN_yes);
		do {
			name = kv_dwarf_cursor_uleb(&cursor);
			form = kv_dwarf_cursor_uleb(&cursor);
			if (form == DW_FORM_implicit_const)
				kv_dwarf_cursor_uleb(&cursor);
			if (entry && form != 0)
				kv_dwarf_skip_attribute(&walk->skip, entry, name, form);
		} while (!cursor.failed && (name != 0 || form != 0) && ++count <= ATTRIBUTES_MAX);
		if (entry)
			kv_dwarf_skip_end(entry);
		if (count > ATTRIBUTES_MAX || (uint64_t)(cursor.position - begin) > walk->budget)
			cursor.failed = true;
	}
	if (!cursor.failed)
		return true;
	note_damage(walk, walk->unit->die, "its abbreviations are damaged");
	return false;
}

static void walk_current(kv_dwarf_walk *walk, kv_unit_tables *tables)
{
	Dwarf_Die die;

	if (!check_abbreviations(walk))
		return;
	if (!dwarf_offdie(walk->dwarf, walk->unit->die, &die)) {
		note_damage(walk, walk->unit->die, dwarf_errmsg(-1));
		return;
	}
	switch (dwarf_tag(&die)) {
	case DW_TAG_compile_unit:
	case DW_TAG_partial_unit:
		if (dwarf_hasattr(&die, DW_AT_dwo_name) || dwarf_hasattr(&die, DW_AT_GNU_dwo_name))
			break;
		tables->name = kv_source_reader_unit_name(walk->reader, &die);
		walk_entries(walk, &die);
		return;
	case DW_TAG_type_unit:
		return;
	case DW_TAG_skeleton_unit:
		break;
	default:
		note_damage(walk, walk->unit->die, "it is no unit");
		return;
	}
	note_damage(walk, walk->unit->die,
		    "its debug information is in a .dwo file, which is not read");
}

void kv_dwarf_walk_unit(kv_dwarf_walk *walk, const kv_dwarf_unit *unit, uint32_t index,
			kv_unit_tables *tables)
{
	*tables = (kv_unit_tables){
		.walk = walk,
		.name = "",
		.first_sighting = walk->reader->sightings->len,
		.first_function = walk->functions->len,
		.first_copy = walk->copies->len,
		.first_segment = walk->segments->len,
		.first_call = walk->calls->len,
	};
	walk->unit = unit;
	walk->unit_index = index;
	walk->abbreviations = (kv_die_abbreviations){.of = {NULL}};
	walk->budget = (unit->end - unit->offset) * BUDGET_FACTOR + BUDGET_FLOOR;
	g_array_set_size(walk->spans, 0);
	kv_source_reader_begin_unit(walk->reader);
	walk_current(walk, tables);
	tables->sighting_count = walk->reader->sightings->len - tables->first_sighting;
	tables->function_count = walk->functions->len - tables->first_function;
	tables->copy_count = walk->copies->len - tables->first_copy;
	tables->segment_base = kv_dwarf_flatten(walk->spans, walk->segments);
	tables->call_count = walk->calls->len - tables->first_call;
	tables->segment_count = walk->segments->len - tables->first_segment;
	tables->damage = g_steal_pointer(&walk->damage);
}
