/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/type.h"

#include <inttypes.h>
#include <string.h>

#include "dwarf/die.h"

/* A C declarator is written around the name: in "int (*fn)(void)" it stands between two texts. */
typedef struct type_text {
	const char *prefix; /* ends in ' ', '*' or '('; NULL: the type cannot be written */
	const char *suffix;
	bool pointer;  /* qualifiers are written behind the '*' */
	bool compound; /* array or function: a pointer to it takes parentheses */
} type_text;

/* Deeper or longer types are damage, or of no use to a reader. */
#define TYPE_DEPTH_MAX 32
#define TYPE_LENGTH_MAX 512
#define PARAMETERS_MAX 256
#define PROTOTYPE_LENGTH_MAX 4096

static const type_text unwritable = {0};
static const type_text void_text = {.prefix = "void ", .suffix = ""};

/* GCC's names of the basic types, and what kernel sources call them. */
static const struct {
	const char *gcc, *source;
} basic_names[] = {
	{"_Bool", "bool"},
	{"long int", "long"},
	{"long long int", "long long"},
	{"long long unsigned int", "unsigned long long"},
	{"long unsigned int", "unsigned long"},
	{"short int", "short"},
	{"short unsigned int", "unsigned short"},
};

/* What a va_list parameter is on x86-64, where its type is an array (ABI, section 3.5.7). */
#define VA_LIST_ELEMENT "struct __va_list_tag "

static type_text text_of(kv_prototype_writer *writer, Dwarf_Die *type, unsigned int depth);

kv_prototype_writer *kv_prototype_writer_new(const kv_dwarf_image *image, Dwarf *dwarf)
{
	kv_prototype_writer *writer = g_new0(kv_prototype_writer, 1);

	writer->image = image;
	writer->dwarf = dwarf;
	writer->prototypes = g_string_chunk_new(64 * 1024);
	writer->types = g_string_chunk_new(16 * 1024);
	writer->texts = g_array_new(FALSE, FALSE, sizeof(type_text));
	writer->scratch = g_string_new(NULL);
	return writer;
}

void kv_prototype_writer_free(kv_prototype_writer *writer)
{
	if (!writer)
		return;
	g_string_free(writer->scratch, TRUE);
	kv_dwarf_map_clear(&writer->known);
	g_array_unref(writer->texts);
	g_string_chunk_free(writer->types);
	g_clear_pointer(&writer->prototypes, g_string_chunk_free);
	g_free(writer);
}

void kv_prototype_writer_begin_unit(kv_prototype_writer *writer)
{
	kv_dwarf_map_reset(&writer->known);
	g_array_set_size(writer->texts, 0);
	g_string_chunk_clear(writer->types);
}

/* The concatenation of three strings, or NULL when it gets too long. */
static const char *join(kv_prototype_writer *writer, const char *first, const char *second,
			const char *third)
{
	const char *part[] = {first, second, third};
	char text[TYPE_LENGTH_MAX];
	size_t length = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(part); i++) {
		size_t size = strlen(part[i]);

		if (size >= sizeof(text) - length)
			return NULL;
		memcpy(text + length, part[i], size);
		length += size;
	}
	return length ? g_string_chunk_insert_len(writer->types, text, (gssize)length) : "";
}

static type_text make(const char *prefix, const char *suffix)
{
	return prefix && suffix ? (type_text){.prefix = prefix, .suffix = suffix} : unwritable;
}

/* The text of the type that @die refers to; void when it refers to none. */
static type_text text_of_target(kv_prototype_writer *writer, Dwarf_Die *die, unsigned int depth)
{
	Dwarf_Attribute attribute;
	Dwarf_Die type;

	if (!dwarf_attr(die, DW_AT_type, &attribute))
		return void_text;
	if (!kv_die_follow(&attribute, &type))
		return unwritable;
	return text_of(writer, &type, depth);
}

static const char *basic_name(kv_prototype_writer *writer, Dwarf_Die *type)
{
	const char *name = kv_die_name(writer->image, type);

	for (size_t i = 0; name && i < G_N_ELEMENTS(basic_names); i++)
		if (strcmp(name, basic_names[i].gcc) == 0)
			return basic_names[i].source;
	return name;
}

static type_text named(kv_prototype_writer *writer, const char *keyword, const char *name)
{
	return name ? make(join(writer, keyword, name, " "), "") : unwritable;
}

static type_text tagged(kv_prototype_writer *writer, Dwarf_Die *type, const char *keyword)
{
	const char *name = kv_die_name(writer->image, type);

	return named(writer, keyword, name ? name : "{...}");
}

static type_text pointer_to(kv_prototype_writer *writer, type_text target)
{
	type_text text;

	if (!target.prefix)
		return unwritable;
	if (strcmp(target.prefix, VA_LIST_ELEMENT) == 0)
		return named(writer, "", "va_list");
	if (target.compound)
		text = make(join(writer, target.prefix, "(*", ""),
			    join(writer, ")", target.suffix, ""));
	else
		text = make(join(writer, target.prefix, "*", ""), target.suffix);
	text.pointer = true;
	return text;
}

static type_text qualified(kv_prototype_writer *writer, type_text target, const char *qualifier)
{
	if (!target.prefix)
		return unwritable;
	target.prefix = target.pointer ? join(writer, target.prefix, qualifier, "")
				       : join(writer, qualifier, target.prefix, "");
	return target;
}

static void append_dimension(Dwarf_Die *dimension, GString *dimensions)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	if (dwarf_attr(dimension, DW_AT_count, &attribute) &&
	    dwarf_formudata(&attribute, &value) == 0)
		g_string_append_printf(dimensions, "[%" PRIu64 "]", (uint64_t)value);
	else if (dwarf_attr(dimension, DW_AT_upper_bound, &attribute) &&
		 dwarf_formudata(&attribute, &value) == 0)
		g_string_append_printf(dimensions, "[%" PRIu64 "]", (uint64_t)value + 1);
	else
		g_string_append(dimensions, "[]");
}

static type_text array_of(kv_prototype_writer *writer, Dwarf_Die *array, type_text element)
{
	g_autoptr(GString) dimensions = g_string_new(NULL);
	Dwarf_Die dimension;
	type_text text;
	int status = dwarf_child(array, &dimension);

	if (!element.prefix)
		return unwritable;
	for (; status == 0 && dimensions->len < TYPE_LENGTH_MAX;
	     status = dwarf_siblingof(&dimension, &dimension))
		append_dimension(&dimension, dimensions);
	text = make(element.prefix, join(writer, dimensions->str, element.suffix, ""));
	text.compound = true;
	return text;
}

/* Appends the declaration of one parameter, which may have no name. */
static bool append_parameter(kv_prototype_writer *writer, Dwarf_Die *parameter, unsigned int depth,
			     GString *list)
{
	type_text text = text_of_target(writer, parameter, depth);
	const char *name = kv_die_name(writer->image, parameter);

	if (!text.prefix)
		return false;
	g_string_append(list, text.prefix);
	if (name)
		g_string_append(list, name);
	else if (!*text.suffix && g_str_has_suffix(list->str, " "))
		g_string_truncate(list, list->len - 1);
	g_string_append(list, text.suffix);
	return true;
}

/* Appends the parameter list of a function or function type, with its parentheses. */
static bool append_parameters(kv_prototype_writer *writer, Dwarf_Die *function, unsigned int depth,
			      GString *list)
{
	gsize begin = list->len;
	Dwarf_Die child;
	int status = dwarf_child(function, &child);

	for (unsigned int step = 0; status == 0; step++) {
		int tag = dwarf_tag(&child);
		bool parameter = tag == DW_TAG_formal_parameter;

		if (step == PARAMETERS_MAX)
			return false;
		if (parameter || tag == DW_TAG_unspecified_parameters) {
			g_string_append(list, list->len == begin ? "(" : ", ");
			if (!parameter)
				g_string_append(list, "...");
			else if (!append_parameter(writer, &child, depth, list))
				return false;
		} else if (list->len > begin) {
			break; /* parameters stand together, before what the body declares */
		}
		status = dwarf_siblingof(&child, &child);
	}
	if (status < 0)
		return false;
	if (list->len == begin)
		g_string_append(list, dwarf_hasattr(function, DW_AT_prototyped) ? "(void" : "(");
	g_string_append_c(list, ')');
	return true;
}

static type_text function_of(kv_prototype_writer *writer, Dwarf_Die *function, unsigned int depth)
{
	g_autoptr(GString) list = g_string_new(NULL);
	type_text result = text_of_target(writer, function, depth);
	type_text text;

	if (!result.prefix || !append_parameters(writer, function, depth, list))
		return unwritable;
	text = make(result.prefix, join(writer, list->str, result.suffix, ""));
	text.compound = true;
	return text;
}

static type_text make_text(kv_prototype_writer *writer, Dwarf_Die *type, unsigned int depth)
{
	switch (dwarf_tag(type)) {
	case DW_TAG_base_type:
		return named(writer, "", basic_name(writer, type));
	case DW_TAG_typedef:
		return named(writer, "", kv_die_name(writer->image, type));
	case DW_TAG_structure_type:
		return tagged(writer, type, "struct ");
	case DW_TAG_union_type:
		return tagged(writer, type, "union ");
	case DW_TAG_enumeration_type:
		return tagged(writer, type, "enum ");
	case DW_TAG_pointer_type:
		return pointer_to(writer, text_of_target(writer, type, depth));
	case DW_TAG_const_type:
		return qualified(writer, text_of_target(writer, type, depth), "const ");
	case DW_TAG_volatile_type:
		return qualified(writer, text_of_target(writer, type, depth), "volatile ");
	case DW_TAG_restrict_type:
		return qualified(writer, text_of_target(writer, type, depth), "restrict ");
	case DW_TAG_atomic_type:
		return qualified(writer, text_of_target(writer, type, depth), "_Atomic ");
	case DW_TAG_array_type:
		return array_of(writer, type, text_of_target(writer, type, depth));
	case DW_TAG_subroutine_type:
		return function_of(writer, type, depth);
	}
	return unwritable;
}

static type_text text_of(kv_prototype_writer *writer, Dwarf_Die *type, unsigned int depth)
{
	uint64_t key = dwarf_dieoffset(type);
	uint32_t position;
	type_text text;

	if (kv_dwarf_map_get(&writer->known, key, &position))
		return g_array_index(writer->texts, type_text, position);
	if (depth == TYPE_DEPTH_MAX)
		return unwritable;
	/* Known from here on, so that a type made of itself ends instead of going round. */
	position = writer->texts->len;
	g_array_append_val(writer->texts, unwritable);
	kv_dwarf_map_add(&writer->known, key, position);
	text = make_text(writer, type, depth + 1);
	g_array_index(writer->texts, type_text, position) = text;
	return text;
}

/* The type of what @function returns may stand at the declaration it completes. */
static type_text result_text(kv_prototype_writer *writer, Dwarf_Die *function)
{
	Dwarf_Die declaration;

	if (!dwarf_hasattr(function, DW_AT_type) &&
	    kv_die_follow_named(function, DW_AT_specification, &declaration))
		return text_of_target(writer, &declaration, 0);
	return text_of_target(writer, function, 0);
}

const char *kv_prototype_writer_write(kv_prototype_writer *writer, const char *name, uint64_t die)
{
	GString *text = writer->scratch;
	Dwarf_Die function;
	type_text result;

	if (!dwarf_offdie(writer->dwarf, die, &function))
		return "";
	result = result_text(writer, &function);
	if (!result.prefix)
		return "";
	g_string_assign(text, result.prefix);
	g_string_append(text, name);
	if (!append_parameters(writer, &function, 0, text))
		return "";
	g_string_append(text, result.suffix);
	if (text->len >= PROTOTYPE_LENGTH_MAX)
		return "";
	return g_string_chunk_insert_len(writer->prototypes, text->str, (gssize)text->len);
}
