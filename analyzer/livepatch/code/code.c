/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/code/code.h"

#include <elf.h>

#include "code/arguments.h"
#include "code/events.h"
#include "code/habit.h"
#include "code/result.h"
#include "code/rounds.h"
#include "livepatch/code/names.h"
#include "livepatch/code/steps.h"

/* Loops of more blocks than this are not asked how often they go round. */
enum { ROUNDS_BLOCKS_MAX = 64, PIECES_MAX = 2 };

typedef struct {
	const kv_memory *memory;
	kv_livepatch *livepatch;
	kv_code_names *names;
	kv_flow *flow;
	GHashTable *bodies;	/* kv_definition -> kv_lp_body */
	GQueue *waiting;	/* (element-type kv_definition): bodies still empty */
	GPtrArray *callees;	/* (element-type utf8): names by number, for one body */
	GHashTable *numbers_of; /* name -> its number plus one, likewise */
	GArray *instructions, *events, *numbers;
	GArray *calls; /* (element-type guint32): of each instruction, the call that it makes */
	GHashTable *passed;    /* address of a branch: kv_values[KV_ARGUMENTS_MAX] */
	const GArray *objects; /* (element-type kv_definition): the module's variables */
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

/* kv_arguments_visit */
static bool note_arguments(gpointer data, const kv_instruction *branch,
			   const kv_values arguments[KV_ARGUMENTS_MAX])
{
	code_reader *reader = data;
	const kv_definition *definition;
	const char *name = kv_code_names_target(reader->names, branch, &definition);
	guint64 *address = g_new(guint64, 1);

	*address = branch->address;
	g_hash_table_insert(reader->passed, address,
			    g_memdup2(arguments, sizeof(kv_values) * KV_ARGUMENTS_MAX));
	return !name || kv_branch_to(name) != KV_BRANCH_TRACING;
}

/*
 * The function or variable of the module that begins at @address or, of a variable, is around it.
 */
static kv_lp_value value_at(code_reader *reader, kv_lp_body *body, uint64_t address)
{
	kv_place place = kv_address_place(address);
	const kv_definition *found = kv_definitions_at(kv_memory_functions(reader->memory), place);
	kv_lp_value value = {.kind = KV_LP_VALUE_UNKNOWN};

	if (found) {
		value.kind = KV_LP_VALUE_FUNCTION;
		value.body = body_of(reader, found);
	} else {
		found = kv_definitions_below(reader->objects, place);
		if (!found || place.offset - found->place.offset >= found->size)
			return value;
		value.kind = KV_LP_VALUE_OBJECT;
	}
	value.name = kv_lp_body_name(body, found->name);
	return value;
}

/* What @values means, whose numbers below the first address are constants. */
static kv_lp_value value_of(code_reader *reader, kv_lp_body *body, const kv_values *values)
{
	const kv_value *value = &values->value[0];

	if (values->count != 1 || value->kind != KV_VALUE_ADDRESS ||
	    value->external != KV_DECODE_LOCAL)
		return (kv_lp_value){.kind = KV_LP_VALUE_UNKNOWN};
	if (kv_address_place(value->value).section == 0)
		return (kv_lp_value){.kind = KV_LP_VALUE_NUMBER, .number = value->value};
	return value_at(reader, body, value->value);
}

static bool is_in(const kv_flow_range *range, uint64_t address)
{
	return address >= range->begin && address < range->end;
}

/* Whether the call @instruction returns what is then used as an address unasked. */
static bool is_dereferenced(const code_reader *reader, const kv_flow_range *pieces,
			    size_t piece_count, const kv_instruction *instruction)
{
	uint64_t behind = kv_instruction_end(instruction);

	for (size_t i = 0; i < piece_count; i++)
		if (is_in(&pieces[i], behind))
			return kv_code_result_dereferenced(
				kv_code_names_decoder(reader->names),
				pieces[i].bytes + (behind - pieces[i].begin),
				pieces[i].end - behind, behind);
	return false;
}

/*
 * Adds the call that @instruction is, if it leaves the function, and returns its number or
 * KV_LP_NOWHERE; finds what thunks stand for.
 */
static uint32_t read_call(code_reader *reader, kv_lp_body *body, const kv_flow_range *pieces,
			  size_t piece_count, kv_instruction *instruction)
{
	bool local = instruction->target_external == KV_DECODE_LOCAL;
	const kv_definition *definition;
	const kv_values *values;
	kv_lp_call call = {.flags = 0};
	const char *name;

	if (!(instruction->flags & KV_INSTRUCTION_HAS_TARGET))
		return KV_LP_NOWHERE;
	for (size_t i = 0; local && instruction->kind != KV_INSTRUCTION_CALL && i < piece_count;
	     i++)
		if (is_in(&pieces[i], instruction->target))
			return KV_LP_NOWHERE;
	name = kv_code_names_target(reader->names, instruction, &definition);
	if (!name)
		return KV_LP_NOWHERE;
	kv_instruction_redirect(instruction, kv_branch_to(name));
	if (!(instruction->flags & KV_INSTRUCTION_HAS_TARGET))
		return KV_LP_NOWHERE;
	if (instruction->kind != KV_INSTRUCTION_CALL)
		call.flags |= KV_LP_CALL_TAIL;
	else if (is_dereferenced(reader, pieces, piece_count, instruction))
		call.flags |= KV_LP_CALL_DEREFERENCED;
	if (piece_count > 1 && is_in(&pieces[1], instruction->address))
		call.flags |= KV_LP_CALL_COLD;
	values = g_hash_table_lookup(reader->passed, &instruction->address);
	for (guint i = 0; values && i < KV_LP_ARGUMENTS_MAX; i++)
		call.arguments[i] = value_of(reader, body, &values[i]);
	call.callee = kv_lp_body_name(body, name);
	call.body = definition ? body_of(reader, definition) : NULL;
	g_array_append_val(body->calls, call);
	return body->calls->len - 1;
}

static void read_calls(code_reader *reader, kv_lp_body *body, const kv_flow_range *pieces,
		       size_t count)
{
	g_array_set_size(reader->calls, 0);
	for (guint i = 0; i < reader->instructions->len; i++) {
		uint32_t call =
			read_call(reader, body, pieces, count,
				  &g_array_index(reader->instructions, kv_instruction, i));

		g_array_append_val(reader->calls, call);
	}
	kv_lp_steps_read(pieces, count, reader->instructions, reader->calls, body->steps);
}

/* Notes what @instruction stores, if it writes into memory. */
static void read_store(code_reader *reader, kv_lp_body *body, const kv_flow_range *piece,
		       const kv_instruction *instruction)
{
	const uint32_t known = KV_INSTRUCTION_HAS_MEMORY | KV_INSTRUCTION_HAS_IMMEDIATE;
	kv_operand operands[KV_OPERANDS_MAX];
	kv_lp_value value;

	if (instruction->kind != KV_INSTRUCTION_OTHER || !(instruction->flags & known) ||
	    kv_decode_operands(kv_code_names_decoder(reader->names),
			       piece->bytes + (instruction->address - piece->begin), instruction,
			       operands) == 0 ||
	    operands[0].kind != KV_OPERAND_MEMORY || !operands[0].written)
		return;
	if (instruction->flags & KV_INSTRUCTION_MEMORY_FIXED) {
		if (instruction->target_external == KV_DECODE_LOCAL)
			body->sets = true;
		else
			body->writes = true;
	}
	if (!(instruction->flags & KV_INSTRUCTION_HAS_IMMEDIATE) ||
	    instruction->flags & KV_INSTRUCTION_MEMORY_FIXED ||
	    operands[0].base == KV_REGISTER_RSP ||
	    instruction->immediate_external != KV_DECODE_LOCAL ||
	    kv_address_place((uint64_t)instruction->immediate).section == 0)
		return;
	value = value_at(reader, body, (uint64_t)instruction->immediate);
	if (value.kind != KV_LP_VALUE_UNKNOWN)
		g_array_append_val(body->stored, value);
}

static void read_loops(code_reader *reader, kv_lp_body *body, const kv_flow_range *pieces,
		       size_t piece_count)
{
	for (size_t i = 0; i < kv_flow_loop_count(reader->flow); i++) {
		const kv_flow_loop *found = kv_flow_loop_at(reader->flow, i);
		kv_lp_loop *loop = kv_lp_body_add_loop(body);

		loop->offset = (uint32_t)(found->head - pieces[0].begin);
		loop->flags =
			found->flags | kv_flow_loop_rounds(kv_code_names_decoder(reader->names),
							   pieces, piece_count, reader->flow, found,
							   ROUNDS_BLOCKS_MAX);
		kv_flow_loop_callees(reader->flow, found, reader->numbers);
		for (guint j = 0; j < reader->numbers->len; j++) {
			guint number = g_array_index(reader->numbers, guint32, j);
			const char *name = g_ptr_array_index(reader->callees, number);

			g_ptr_array_add(loop->calls, (gpointer)kv_lp_body_name(body, name));
		}
	}
}

static void read_piece(code_reader *reader, kv_lp_body *body, const kv_flow_range *piece,
		       bool is_entry)
{
	const kv_decoder *decoder = kv_code_names_decoder(reader->names);
	guint first = reader->instructions->len;

	kv_decode_run(decoder, piece->bytes, piece->end - piece->begin, piece->begin,
		      reader->instructions);
	kv_arguments_trace(decoder, piece->bytes, piece->end - piece->begin, piece->begin, is_entry,
			   note_arguments, reader);
	for (guint i = first; i < reader->instructions->len; i++)
		read_store(reader, body, piece,
			   &g_array_index(reader->instructions, kv_instruction, i));
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
	g_hash_table_remove_all(reader->passed);
	for (size_t i = 0; i < count; i++)
		read_piece(reader, body, &pieces[i], i == 0);
	read_calls(reader, body, pieces, count);
	kv_flow_events(pieces, count, &g_array_index(reader->instructions, kv_instruction, 0),
		       reader->instructions->len, &namer, reader->events);
	body->complete =
		kv_flow_read(reader->flow, pieces, count,
			     &g_array_index(reader->events, kv_flow_event, 0), reader->events->len);
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

/* What pointers lead to besides: callbacks, the exit function, work. */
static void add_others(code_reader *reader)
{
	const GArray *functions = kv_memory_functions(reader->memory);

	for (guint i = 0; i < functions->len; i++) {
		const kv_definition *definition = &g_array_index(functions, kv_definition, i);

		if (!kv_code_names_is_cold(definition->name) &&
		    kv_memory_is_code(reader->memory, definition->place))
			body_of(reader, definition);
	}
}

/* Whether one of the structures that the kernel reads begins inside @variable. */
static bool holds_structure(const kv_livepatch *livepatch, const kv_definition *variable)
{
	for (guint i = 0; i < livepatch->structures->len; i++) {
		guint64 place = g_array_index(livepatch->structures, guint64, i);
		uint64_t offset = place & UINT32_MAX;

		if (place >> 32 == variable->place.section && offset >= variable->place.offset &&
		    offset - variable->place.offset < variable->size)
			return true;
	}
	return false;
}

static void read_variables(const kv_memory *memory, const GArray *objects, kv_livepatch *livepatch)
{
	for (guint i = 0; i < objects->len; i++) {
		const kv_definition *variable = &g_array_index(objects, kv_definition, i);
		const kv_elf_section *section =
			kv_elf_section_at(kv_memory_elf(memory), variable->place.section);

		if (!variable->global && variable->size > 0 && section->flags & SHF_ALLOC &&
		    section->flags & SHF_WRITE && !holds_structure(livepatch, variable))
			kv_livepatch_add_variable(livepatch, variable->name, variable->size);
	}
}

static void body_free(gpointer data)
{
	kv_lp_body_free(data);
}

void kv_livepatch_read_code(const kv_memory *memory, kv_livepatch *livepatch)
{
	g_autoptr(GArray) objects = kv_definitions_read(kv_memory_elf(memory), STT_OBJECT);
	code_reader reader = {.memory = memory, .livepatch = livepatch};

	reader.objects = objects;
	read_variables(memory, objects, livepatch);
	if (!kv_memory_machine(memory)->decoded)
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
	reader.calls = g_array_new(FALSE, FALSE, sizeof(guint32));
	reader.passed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < object->functions->len; j++)
			add_replacement(&reader, g_ptr_array_index(object->functions, j));
	}
	add_others(&reader);
	while (!g_queue_is_empty(reader.waiting))
		read_body(&reader, g_queue_pop_head(reader.waiting));
	g_hash_table_unref(reader.passed);
	g_array_unref(reader.calls);
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
