/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/signature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/signature.h"
#include "dwarf/die.h"

/* A chain of typedefs and qualifiers that is longer is damage. */
#define CHAIN_MAX 64
#define PARAMETERS_MAX 256

/* A type in the text; longer tags are none of the kernel's. */
typedef struct value_text {
	char text[60];
} value_text;

kv_signature_writer *kv_signature_writer_new(const kv_dwarf_image *image, Dwarf *dwarf)
{
	kv_signature_writer *writer = g_new0(kv_signature_writer, 1);

	writer->image = image;
	writer->dwarf = dwarf;
	writer->signatures = g_string_chunk_new(16 * 1024);
	writer->values = g_array_new(FALSE, FALSE, sizeof(value_text));
	writer->scratch = g_string_new(NULL);
	return writer;
}

void kv_signature_writer_free(kv_signature_writer *writer)
{
	if (!writer)
		return;
	g_string_free(writer->scratch, TRUE);
	kv_dwarf_map_clear(&writer->known);
	g_array_unref(writer->values);
	g_clear_pointer(&writer->signatures, g_string_chunk_free);
	g_free(writer);
}

void kv_signature_writer_begin_unit(kv_signature_writer *writer)
{
	kv_dwarf_map_reset(&writer->known);
	g_array_set_size(writer->values, 0);
}

typedef enum {
	TARGET_VOID,
	TARGET_TYPE,
	TARGET_DAMAGED,
} target_kind;

/* The type that @die refers to, behind typedefs and qualifiers. @die may be @type. */
static target_kind find_target(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Die at = *die;

	for (unsigned int step = 0; step < CHAIN_MAX; step++) {
		Dwarf_Attribute attribute;

		if (!dwarf_attr(&at, DW_AT_type, &attribute))
			return TARGET_VOID;
		if (!kv_die_follow(&attribute, &at))
			return TARGET_DAMAGED;
		switch (dwarf_tag(&at)) {
		case DW_TAG_typedef:
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			break;
		default:
			*type = at;
			return TARGET_TYPE;
		}
	}
	return TARGET_DAMAGED;
}

static void set_unknown(value_text *value)
{
	strcpy(value->text, "?");
}

static void set_size(value_text *value, char kind, Dwarf_Die *type)
{
	int size = dwarf_bytesize(type);

	if (size < 0)
		set_unknown(value);
	else
		snprintf(value->text, sizeof(value->text), "%c%d", kind, size);
}

/* The kinds that DW_AT_encoding stands for; "char" has its own: its sign is an option. */
static void set_basic(const kv_signature_writer *writer, value_text *value, Dwarf_Die *type)
{
	const char *name = kv_die_name(writer->image, type);
	Dwarf_Attribute attribute;
	Dwarf_Word encoding = 0;

	if (dwarf_attr(type, DW_AT_encoding, &attribute))
		dwarf_formudata(&attribute, &encoding);
	switch (encoding) {
	case DW_ATE_boolean:
		strcpy(value->text, "b");
		break;
	case DW_ATE_signed:
	case DW_ATE_signed_char:
	case DW_ATE_unsigned:
	case DW_ATE_unsigned_char:
		if (name && strcmp(name, "char") == 0)
			strcpy(value->text, "c");
		else
			set_size(value,
				 encoding == DW_ATE_signed || encoding == DW_ATE_signed_char ? 'i'
											     : 'u',
				 type);
		break;
	case DW_ATE_float:
		set_size(value, 'f', type);
		break;
	default:
		set_unknown(value);
	}
}

/* Appends ":tag" of a structure that has one, as far as it fits: a part of a tag says nothing. */
static void append_tag(const kv_signature_writer *writer, value_text *value, Dwarf_Die *type)
{
	const char *name = kv_die_name(writer->image, type);
	size_t length = strlen(value->text);

	if (name && *name && strlen(name) + 2 <= sizeof(value->text) - length &&
	    !strpbrk(name, ",():"))
		stpcpy(stpcpy(value->text + length, ":"), name);
}

static bool is_record(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

static void set_pointer(const kv_signature_writer *writer, value_text *value, Dwarf_Die *pointer)
{
	Dwarf_Die target;

	strcpy(value->text, "p");
	if (find_target(pointer, &target) == TARGET_TYPE && is_record(dwarf_tag(&target)))
		append_tag(writer, value, &target);
}

static void set_type(const kv_signature_writer *writer, value_text *value, Dwarf_Die *type)
{
	int tag = dwarf_tag(type);

	if (tag == DW_TAG_pointer_type)
		set_pointer(writer, value, type);
	else if (tag == DW_TAG_base_type)
		set_basic(writer, value, type);
	else if (tag == DW_TAG_enumeration_type)
		set_size(value, 'e', type);
	else if (is_record(tag))
		set_size(value, 's', type);
	else
		set_unknown(value);
	if (is_record(tag) && value->text[0] == 's')
		append_tag(writer, value, type);
}

static void append_target(kv_signature_writer *writer, Dwarf_Die *die, GString *text)
{
	Dwarf_Attribute attribute;
	Dwarf_Die direct, type;
	value_text value;
	uint32_t position;

	if (!dwarf_attr(die, DW_AT_type, &attribute)) {
		g_string_append_c(text, 'v');
		return;
	}
	if (!kv_die_follow(&attribute, &direct)) {
		g_string_append_c(text, '?');
		return;
	}
	if (!kv_dwarf_map_get(&writer->known, dwarf_dieoffset(&direct), &position)) {
		switch (find_target(die, &type)) {
		case TARGET_VOID:
			strcpy(value.text, "v");
			break;
		case TARGET_TYPE:
			set_type(writer, &value, &type);
			break;
		case TARGET_DAMAGED:
			set_unknown(&value);
			break;
		}
		position = writer->values->len;
		g_array_append_val(writer->values, value);
		kv_dwarf_map_add(&writer->known, dwarf_dieoffset(&direct), position);
	}
	g_string_append(text, g_array_index(writer->values, value_text, position).text);
}

/* Appends the list of parameters; false when it is damaged. Definitions list all they take. */
static bool append_parameters(kv_signature_writer *writer, Dwarf_Die *function, GString *text)
{
	bool first = true;
	Dwarf_Die child;
	int status = dwarf_child(function, &child);

	g_string_append_c(text, '(');
	for (unsigned int step = 0; status == 0; step++) {
		int tag = dwarf_tag(&child);

		if (step == PARAMETERS_MAX)
			return false;
		if (tag == DW_TAG_formal_parameter || tag == DW_TAG_unspecified_parameters) {
			if (!first)
				g_string_append_c(text, ',');
			if (tag == DW_TAG_formal_parameter)
				append_target(writer, &child, text);
			else
				g_string_append(text, "...");
			first = false;
		} else if (!first) {
			break; /* parameters stand together, before what the body declares */
		}
		status = dwarf_siblingof(&child, &child);
	}
	g_string_append_c(text, ')');
	return status >= 0;
}

const char *kv_signature_writer_write(kv_signature_writer *writer, uint64_t die)
{
	GString *text = writer->scratch;
	Dwarf_Die function, declaration;

	if (!dwarf_offdie(writer->dwarf, die, &function))
		return "";
	g_string_truncate(text, 0);
	/* What it returns may stand at the declaration that it completes. */
	if (!dwarf_hasattr(&function, DW_AT_type) &&
	    kv_die_follow_named(&function, DW_AT_specification, &declaration))
		append_target(writer, &declaration, text);
	else
		append_target(writer, &function, text);
	if (!append_parameters(writer, &function, text) || text->len > KV_SIGNATURE_MAX)
		return "";
	return g_string_chunk_insert_const(writer->signatures, text->str);
}
