/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/code.h"

#include <elf.h>

#include "code/events.h"
#include "code/habit.h"
#include "code/rounds.h"
#include "livepatch/code_names.h"

/* Loops of more blocks than this are not asked how often they go round. */
enum { ROUNDS_BLOCKS_MAX = 64, PIECES_MAX = 2 };

typedef struct {
	const kv_memory *memory;
	kv_livepatch *livepatch;
	kv_code_names *names;
	kv_flow *flow;
	GHashTable *bodies; /* kv_definition -> kv_lp_body */
	GQueue *waiting;    /* (element-type kv_definition): bodies still empty */
	GPtrArray *callees; /* (element-type utf8): names by number, for one body */
	GHashTable *numbers_of; /* name -> its number plus one, likewise */
	GArray *instructions, *events, *numbers;
} code_reader;

/* The body of @definition, which is read later if it is new. */
static kv_lp_body *body_of(code_reader *reader, const kv_definition *definition)
{
	kv_lp_body *body = g_hash_table_lookup(reader->bodies, definition);

	if (body)
		return body;
	body = kv_lp_body_new(definition->name);
	g_ptr_array_add(reader->livepatch->bodies, body);
	g_hash_table_insert(reader->bodies, (gpointer)definition, body);
	g_queue_push_tail(reader->waiting, (gpointer)definition);
	return body;
}

/* The bytes of @definition as a piece of code; false when the file does not hold them. */
static bool piece_of(const code_reader *reader, const kv_definition *definition,
		     kv_flow_range *range)
{
	const kv_elf *elf = kv_memory_elf(reader->memory);
	const kv_elf_section *section = kv_elf_section_at(elf, definition->place.section);
	const uint8_t *bytes = section ? kv_elf_section_bytes(elf, section) : NULL;
	uint64_t offset = definition->place.offset;

	if (!bytes || !(section->flags & SHF_EXECINSTR) || definition->size == 0 ||
	    section->size > KV_CODE_SECTION_MAX || offset > section->size ||
	    definition->size > section->size - offset)
		return false;
	range->begin = kv_address_of(definition->place);
	range->end = range->begin + definition->size;
	range->bytes = bytes + offset;
	return true;
}

/* kv_event_namer: the number of a callee is its place in reader->callees. */
static uint32_t number_of_callee(gpointer data, const kv_instruction *instruction, bool *point)
{
	code_reader *reader = data;
	const kv_definition *definition;
	const char *name = kv_code_names_target(reader->names, instruction, &definition);
	guint known;

	if (!name)
		return KV_FLOW_INDIRECT;
	*point = kv_habits_of(name) & KV_HABIT_RESCHEDULES;
	known = GPOINTER_TO_UINT(g_hash_table_lookup(reader->numbers_of, name));
	if (known > 0)
		return known - 1;
	g_ptr_array_add(reader->callees, (gpointer)name);
	g_hash_table_insert(reader->numbers_of, (gpointer)name,
			    GUINT_TO_POINTER(reader->callees->len));
	return reader->callees->len - 1;
}

static bool is_in(const kv_flow_range *range, uint64_t address)
{
	return address >= range->begin && address < range->end;
}

/* Adds the call that @instruction is, if it leaves the function; finds what thunks stand for. */
static void read_call(code_reader *reader, kv_lp_body *body, const kv_flow_range *pieces,
		      size_t piece_count, kv_instruction *instruction)
{
	bool local = instruction->target_external == KV_DECODE_LOCAL;
	const kv_definition *definition;
	kv_lp_call call = {.flags = 0};
	const char *name;

	if (!(instruction->flags & KV_INSTRUCTION_HAS_TARGET))
		return;
	for (size_t i = 0; local && instruction->kind != KV_INSTRUCTION_CALL && i < piece_count;
	     i++)
		if (is_in(&pieces[i], instruction->target))
			return;
	name = kv_code_names_target(reader->names, instruction, &definition);
	if (!name)
		return;
	kv_instruction_redirect(instruction, kv_branch_to(name));
	if (!(instruction->flags & KV_INSTRUCTION_HAS_TARGET))
		return;
	if (instruction->kind != KV_INSTRUCTION_CALL)
		call.flags |= KV_LP_CALL_TAIL;
	if (piece_count > 1 && is_in(&pieces[1], instruction->address))
		call.flags |= KV_LP_CALL_COLD;
	call.callee = kv_lp_body_name(body, name);
	call.body = definition ? body_of(reader, definition) : NULL;
	g_array_append_val(body->calls, call);
}

static void read_loops(code_reader *reader, kv_lp_body *body, const kv_flow_range *pieces,
		       size_t piece_count)
{
	for (size_t i = 0; i < kv_flow_loop_count(reader->flow); i++) {
		const kv_flow_loop *found = kv_flow_loop_at(reader->flow, i);
		kv_lp_loop *loop = kv_lp_body_add_loop(body);

		loop->offset = (uint32_t)(found->head - pieces[0].begin);
		loop->flags = found->flags |
			      kv_flow_loop_rounds(kv_code_names_decoder(reader->names), pieces,
						  piece_count, reader->flow, found,
						  ROUNDS_BLOCKS_MAX);
		kv_flow_loop_callees(reader->flow, found, reader->numbers);
		for (guint j = 0; j < reader->numbers->len; j++) {
			guint number = g_array_index(reader->numbers, guint32, j);
			const char *name = g_ptr_array_index(reader->callees, number);

			g_ptr_array_add(loop->calls, (gpointer)kv_lp_body_name(body, name));
		}
	}
}

static void read_body(code_reader *reader, const kv_definition *definition)
{
	kv_lp_body *body = body_of(reader, definition);
	const kv_definition *cold = kv_code_names_cold(reader->names, definition);
	const kv_event_namer namer = {number_of_callee, reader};
	kv_flow_range pieces[PIECES_MAX];
	size_t count = 0;

	if (!piece_of(reader, definition, &pieces[count++]))
		return;
	if (cold && piece_of(reader, cold, &pieces[count]))
		count++;
	g_array_set_size(reader->instructions, 0);
	g_ptr_array_set_size(reader->callees, 0);
	g_hash_table_remove_all(reader->numbers_of);
	for (size_t i = 0; i < count; i++)
		kv_decode_run(kv_code_names_decoder(reader->names), pieces[i].bytes,
			      pieces[i].end - pieces[i].begin, pieces[i].begin,
			      reader->instructions);
	for (guint i = 0; i < reader->instructions->len; i++)
		read_call(reader, body, pieces, count,
			  &g_array_index(reader->instructions, kv_instruction, i));
	kv_flow_events(pieces, count, &g_array_index(reader->instructions, kv_instruction, 0),
		       reader->instructions->len, &namer, reader->events);
	body->complete = kv_flow_read(reader->flow, pieces, count,
				      &g_array_index(reader->events, kv_flow_event, 0),
				      reader->events->len);
	if (body->complete)
		read_loops(reader, body, pieces, count);
}

static void add_replacement(code_reader *reader, kv_lp_function *function)
{
	kv_place place = {function->new_section_number, function->new_offset};
	const kv_definition *definition =
		kv_definitions_at(kv_memory_functions(reader->memory), place);
	kv_lp_body *body;

	if (!definition)
		return;
	body = body_of(reader, definition);
	body->replacement = true;
	function->body = body;
}

static void body_free(gpointer data)
{
	kv_lp_body_free(data);
}

void kv_livepatch_read_code(const kv_memory *memory, kv_livepatch *livepatch)
{
	code_reader reader = {.memory = memory, .livepatch = livepatch};

	if (kv_elf_machine(kv_memory_elf(memory)) != EM_X86_64)
		return;
	livepatch->bodies = g_ptr_array_new_with_free_func(body_free);
	reader.names = kv_code_names_new(memory);
	reader.flow = kv_flow_new();
	reader.bodies = g_hash_table_new(g_direct_hash, g_direct_equal);
	reader.waiting = g_queue_new();
	reader.callees = g_ptr_array_new();
	reader.numbers_of = g_hash_table_new(g_str_hash, g_str_equal);
	reader.instructions = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	reader.events = g_array_new(FALSE, FALSE, sizeof(kv_flow_event));
	reader.numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < object->functions->len; j++)
			add_replacement(&reader, g_ptr_array_index(object->functions, j));
	}
	while (!g_queue_is_empty(reader.waiting))
		read_body(&reader, g_queue_pop_head(reader.waiting));
	g_array_unref(reader.numbers);
	g_array_unref(reader.events);
	g_array_unref(reader.instructions);
	g_hash_table_unref(reader.numbers_of);
	g_ptr_array_unref(reader.callees);
	g_queue_free(reader.waiting);
	g_hash_table_unref(reader.bodies);
	kv_flow_free(reader.flow);
	kv_code_names_free(reader.names);
}
