/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "livepatch/module/reader.h"
#include "livepatch/source/source.h"

static const char REASON_CODE[] = "it is not a constant of the source";
static const char SUPPLY_STATIC[] =
	"initialise klp_patch, klp_object and klp_func statically, or check the built module";

typedef struct {
	kv_livepatch *livepatch;
	const kv_c_unit *unit;
	guint entries;
} table_reader;

/* One structure: its initialiser, and how code of the file calls it. */
typedef struct {
	const kv_expr *list;  /* NULL: all members are zero */
	const char *variable; /* NULL: it has no name of its own */
	int64_t index;	      /* in an array; -1: it is none */
} structure;

/* An array of structures. */
typedef struct {
	const kv_c_variable *variable; /* NULL: without a name */
	const kv_expr *list;
	int64_t count;	     /* elements */
	GPtrArray *elements; /* (element-type kv_expr): by position; NULL where all is zero */
} structure_array;

static void array_clear(structure_array *array)
{
	g_clear_pointer(&array->elements, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(structure_array, array_clear)

static void add_gap(table_reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_gap(table_reader *reader, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	kv_livepatch_add_gap(reader->livepatch, what, REASON_CODE, SUPPLY_STATIC);
}

static const kv_expr *next_of(const table_reader *reader, const kv_expr *expression)
{
	return kv_c_unit_expr(reader->unit, expression->next);
}

static const kv_expr *first_of(const table_reader *reader, const kv_expr *expression)
{
	return kv_c_unit_expr(reader->unit, expression->first);
}

/* The value of @member ("callbacks.pre_patch") in the initialiser @list; the last one counts. */
static const kv_expr *listed(const table_reader *reader, const kv_expr *list, const char *member)
{
	const kv_expr *found = NULL;

	if (!list || list->kind != KV_EXPR_LIST)
		return NULL;
	for (const kv_expr *at = first_of(reader, list); at; at = next_of(reader, at)) {
		size_t length = at->name ? strlen(at->name) : 0;

		if (at->kind != KV_EXPR_DESIGNATED || length == 0 ||
		    strncmp(at->name, member, length) != 0)
			continue;
		if (member[length] == '\0')
			found = first_of(reader, at);
		else if (member[length] == '.')
			found = listed(reader, first_of(reader, at), member + length + 1);
	}
	return found;
}

/* What code of the file assigns to @member of @of: only a single assignment is believed. */
static const kv_expr *assigned(const table_reader *reader, const structure *of, const char *member,
			       gboolean *open)
{
	g_autofree char *wanted = NULL;
	const kv_expr *found = NULL;

	if (!of->variable)
		return NULL;
	wanted = of->index < 0 ? g_strdup_printf("%s.%s", of->variable, member)
			       : g_strdup_printf("%s[%" G_GINT64_FORMAT "].%s", of->variable,
						 of->index, member);
	for (guint i = 0; i < reader->unit->expressions->len; i++) {
		const kv_expr *at = kv_c_unit_expr(reader->unit, i);
		g_autofree char *to = NULL;

		if (at->kind != KV_EXPR_ASSIGN || !first_of(reader, at) ||
		    first_of(reader, at)->kind != KV_EXPR_MEMBER)
			continue;
		to = kv_expr_canonical(reader->unit, first_of(reader, at));
		if (strcmp(to, wanted) != 0)
			continue;
		*open |= found != NULL;
		found = kv_expr_operand(reader->unit, at, 1);
	}
	return found;
}

/* The value of a member; NULL when it is zero. @open: code may set it in a way not understood. */
static const kv_expr *member_of(const table_reader *reader, const structure *of, const char *member,
				gboolean *open)
{
	const kv_expr *value = assigned(reader, of, member, open);

	if (!value)
		value = listed(reader, of->list, member);
	return value && value->has_value && value->value == 0 ? NULL : value;
}

/* The string that @value is, also through a constant array of characters; or NULL. */
static const char *string_of(const table_reader *reader, const kv_expr *value)
{
	const kv_c_variable *variable;

	if (value->kind == KV_EXPR_STRING)
		return value->name;
	if (value->kind != KV_EXPR_NAME || value->name_kind != KV_NAME_VARIABLE)
		return NULL;
	variable = kv_c_unit_variable(reader->unit, value->target);
	value = kv_c_unit_expr(reader->unit, variable->value);
	return variable->is_const && value && value->kind == KV_EXPR_STRING ? value->name : NULL;
}

/* The function that @value is or points to; or NULL. */
static const kv_c_function *function_of(const table_reader *reader, const kv_expr *value)
{
	if (value->kind == KV_EXPR_UNARY && strcmp(value->op, "&") == 0)
		value = first_of(reader, value);
	if (!value || value->kind != KV_EXPR_NAME || value->name_kind != KV_NAME_FUNCTION)
		return NULL;
	return kv_c_unit_function(reader->unit, value->target);
}

/* Puts the operands of @list where their designators say. */
static gboolean place_elements(const table_reader *reader, structure_array *array)
{
	int64_t position = 0;

	array->elements = g_ptr_array_new();
	if (array->count > KV_READER_ENTRIES_MAX)
		return FALSE;
	g_ptr_array_set_size(array->elements, (gint)MAX(array->count, 0));
	if (!array->list)
		return TRUE;
	for (const kv_expr *at = first_of(reader, array->list); at; at = next_of(reader, at)) {
		const kv_expr *element = at;

		if (at->kind == KV_EXPR_DESIGNATED) {
			if (!at->has_value || at->name)
				return FALSE;
			position = at->value;
			element = first_of(reader, at);
		}
		if (!element || element->kind != KV_EXPR_LIST || position < 0 ||
		    position >= array->count)
			return FALSE;
		g_ptr_array_index(array->elements, (guint)position++) = (gpointer)element;
	}
	return TRUE;
}

static int64_t count_operands(const table_reader *reader, const kv_expr *list)
{
	int64_t count = 0, highest = 0;

	for (const kv_expr *at = first_of(reader, list); at; at = next_of(reader, at)) {
		if (at->kind == KV_EXPR_DESIGNATED && at->has_value && !at->name)
			count = at->value;
		count++;
		highest = MAX(highest, count);
	}
	return highest;
}

/* The array that @value leads to; FALSE when it is none of the file. */
static gboolean array_of(const table_reader *reader, const kv_expr *value, structure_array *array)
{
	const kv_c_variable *variable;
	gboolean single = FALSE;

	if (value->kind == KV_EXPR_LIST) { /* a compound literal */
		array->list = value;
		array->count = count_operands(reader, value);
		return place_elements(reader, array);
	}
	if (value->kind == KV_EXPR_UNARY && strcmp(value->op, "&") == 0) {
		const kv_expr *inner = first_of(reader, value);

		single = inner && inner->kind == KV_EXPR_NAME;
		/* &array[0] */
		if (inner && inner->kind == KV_EXPR_INDEX) {
			const kv_expr *index = kv_expr_operand(reader->unit, inner, 1);

			inner = index && index->has_value && index->value == 0
					? first_of(reader, inner)
					: NULL;
		}
		value = inner;
	}
	if (!value || value->kind != KV_EXPR_NAME || value->name_kind != KV_NAME_VARIABLE)
		return FALSE;
	variable = kv_c_unit_variable(reader->unit, value->target);
	if (!variable || variable->is_extern || variable->function != KV_NOWHERE)
		return FALSE;
	array->variable = variable;
	array->list = kv_c_unit_expr(reader->unit, variable->value);
	if (single && variable->elements < 0) {
		array->count = 1;
		array->elements = g_ptr_array_new();
		g_ptr_array_add(array->elements, (gpointer)array->list);
		array->variable = NULL;
		return TRUE;
	}
	array->count = variable->elements;
	return variable->elements >= 0 && place_elements(reader, array);
}

static structure element_at(const structure_array *array, guint position)
{
	return (structure){
		.list = g_ptr_array_index(array->elements, position),
		.variable = array->variable ? array->variable->name : NULL,
		.index = position,
	};
}

/* Whether all @members (NULL at the end) are zero. */
static gboolean is_empty(const table_reader *reader, const structure *of,
			 const char *const *members)
{
	gboolean open = FALSE;

	for (guint i = 0; members[i]; i++) {
		if (member_of(reader, of, members[i], &open))
			return FALSE;
	}
	return TRUE;
}

/* klp_for_each_func_static() and klp_for_each_object_static() (include/linux/livepatch.h) */
static const char *const function_members[] = {"old_name", "new_func", "old_sympos", NULL};
static const char *const object_members[] = {
	"name",
	"funcs",
	"callbacks.pre_patch",
	"callbacks.post_patch",
	"callbacks.pre_unpatch",
	"callbacks.post_unpatch",
	NULL,
};

/* How many elements stand behind the empty one at @end. */
static guint behind(const table_reader *reader, const structure_array *array, guint end,
		    const char *const *members)
{
	guint count = 0;

	for (guint i = end + 1; i < array->elements->len; i++) {
		structure element = element_at(array, i);

		count += !is_empty(reader, &element, members);
	}
	return count;
}

static void read_function(table_reader *reader, kv_lp_object *object, const structure *entry,
			  guint number)
{
	gboolean open = FALSE;
	const kv_expr *name = member_of(reader, entry, "old_name", &open);
	const kv_expr *new = member_of(reader, entry, "new_func", &open);
	const kv_expr *sympos = member_of(reader, entry, "old_sympos", &open);
	const char *old_name = name ? string_of(reader, name) : NULL;
	const kv_c_function *replacement = new ? function_of(reader, new) : NULL;
	kv_lp_function *function;

	if ((name && !old_name) || open) {
		add_gap(reader, "old_name of function %u of object %s", number + 1,
			kv_lp_object_display_name(object));
		return;
	}
	function = kv_lp_object_add_function(object, old_name);
	function->sympos_open = sympos && !sympos->has_value;
	function->sympos = sympos && sympos->has_value ? (uint64_t)sympos->value : 0;
	function->has_new = kv_fact_from_bool(new != NULL);
	if (replacement) {
		function->new_name = g_strdup(replacement->name);
		function->new_section = g_strdup(replacement->section);
	}
	if (name)
		function->place = name->place;
	else if (entry->list)
		function->place = entry->list->place;
}

static void read_functions(table_reader *reader, kv_lp_object *object, const kv_expr *value)
{
	g_auto(structure_array) array = {0};
	const char *name = kv_lp_object_display_name(object);
	guint i;

	if (!array_of(reader, value, &array)) {
		add_gap(reader, "the functions of object %s", name);
		return;
	}
	for (i = 0; i < array.elements->len && reader->entries < KV_READER_ENTRIES_MAX; i++) {
		structure entry = element_at(&array, i);

		if (is_empty(reader, &entry, function_members))
			break;
		reader->entries++;
		read_function(reader, object, &entry, i);
	}
	object->funcs_ended = kv_fact_from_bool(i < array.elements->len);
	object->functions_behind_end = behind(reader, &array, i, function_members);
}

static void read_callbacks(table_reader *reader, kv_lp_object *object, const structure *entry)
{
	for (guint i = 0; i < KV_CALLBACK_COUNT; i++) {
		gboolean open = FALSE;
		const kv_expr *value = member_of(reader, entry, object_members[i + 2], &open);
		const kv_c_function *function = value ? function_of(reader, value) : NULL;

		if (function)
			object->callbacks[i] = g_strdup(function->name);
		else if (value)
			add_gap(reader, "%s of object %s", object_members[i + 2],
				kv_lp_object_display_name(object));
	}
}

static void read_object(table_reader *reader, const structure *entry, guint number)
{
	gboolean open = FALSE;
	const kv_expr *name = member_of(reader, entry, "name", &open);
	const kv_expr *funcs = member_of(reader, entry, "funcs", &open);
	const char *text = name ? string_of(reader, name) : NULL;
	kv_lp_object *object;

	if ((name && !text) || open) {
		add_gap(reader, "the name of object %u, and with it its functions", number + 1);
		return;
	}
	object = kv_livepatch_add_object(reader->livepatch, text);
	if (name)
		object->place = name->place;
	else if (entry->list)
		object->place = entry->list->place;
	read_callbacks(reader, object, entry);
	object->has_funcs = kv_fact_from_bool(funcs != NULL);
	object->funcs_ended = KV_YES;
	if (funcs)
		read_functions(reader, object, funcs);
}

static void read_objects(table_reader *reader, const kv_expr *value)
{
	g_auto(structure_array) array = {0};
	guint i;

	if (!array_of(reader, value, &array)) {
		add_gap(reader, "the objects and functions");
		return;
	}
	for (i = 0; i < array.elements->len && reader->entries < KV_READER_ENTRIES_MAX; i++) {
		structure entry = element_at(&array, i);

		if (is_empty(reader, &entry, object_members))
			break;
		reader->entries++;
		read_object(reader, &entry, i);
	}
	reader->livepatch->objects_ended = kv_fact_from_bool(i < array.elements->len);
	reader->livepatch->objects_behind_end = behind(reader, &array, i, object_members);
}

/* One klp_state; FALSE when code may set it. @state keeps an id of 0 where it is empty. */
static gboolean read_state(const table_reader *reader, const structure *entry, kv_lp_state *state)
{
	gboolean open = FALSE;
	const kv_expr *id = member_of(reader, entry, "id", &open);
	const kv_expr *version = member_of(reader, entry, "version", &open);

	if (open || (id && !id->has_value) || (version && !version->has_value))
		return FALSE;
	state->id = id ? (uint64_t)id->value : 0;
	state->version = version ? (uint32_t)version->value : 0;
	return TRUE;
}

/* The array up to the empty element (klp_for_each_state()); FALSE when it cannot be read. */
static gboolean read_states(const table_reader *reader, const kv_expr *value, GArray *states)
{
	g_auto(structure_array) array = {0};

	if (!array_of(reader, value, &array))
		return FALSE;
	for (guint i = 0; i < array.elements->len; i++) {
		structure entry = element_at(&array, i);
		kv_lp_state state;

		if (!read_state(reader, &entry, &state))
			return FALSE;
		if (state.id == 0)
			return TRUE;
		g_array_append_val(states, state);
	}
	return FALSE;
}

static void read_patch_states(const table_reader *reader, const structure *patch)
{
	gboolean open = FALSE;
	const kv_expr *states = member_of(reader, patch, "states", &open);
	kv_livepatch *livepatch = reader->livepatch;

	livepatch->states_unread = NULL;
	if (!open && (!states || read_states(reader, states, livepatch->states)))
		return;
	g_array_set_size(livepatch->states, 0);
	livepatch->states_unread =
		"their initialisers are no constants of the source, or without an "
		"empty one at the end";
}

void kv_source_tables_read(kv_livepatch *livepatch, const kv_c_unit *unit, uint32_t variable)
{
	table_reader reader = {.livepatch = livepatch, .unit = unit};
	const kv_c_variable *patch = kv_c_unit_variable(unit, variable);
	structure whole = {
		.list = kv_c_unit_expr(unit, patch->value),
		.variable = patch->name,
		.index = -1,
	};
	gboolean open = FALSE;
	const kv_expr *objects = member_of(&reader, &whole, "objs", &open);
	const kv_expr *replace = member_of(&reader, &whole, "replace", &open);

	livepatch->place = patch->place;
	livepatch->has_mod = kv_fact_from_bool(member_of(&reader, &whole, "mod", &open) != NULL);
	livepatch->has_objs = kv_fact_from_bool(objects != NULL);
	livepatch->replace = !replace ? KV_NO : replace->has_value ? KV_YES : KV_UNKNOWN;
	read_patch_states(&reader, &whole);
	if (open)
		add_gap(&reader, "what the klp_patch %s holds", patch->name);
	else if (objects)
		read_objects(&reader, objects);
}
