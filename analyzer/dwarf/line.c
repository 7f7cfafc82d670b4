/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/line.h"

#include <dwarf.h>

/* DWARF 5 section 6.2.4.1 allows more, but these are the descriptions there are names for. */
#define FORMAT_MAX 16
/* Of directories, of files: the largest units of a kernel name some hundreds. */
#define ENTRIES_MAX 16384

typedef struct line_header {
	const kv_dwarf_image *image;
	kv_dwarf_cursor at;
	unsigned int version;
	size_t offset_size; /* 4 or 8 */
} line_header;

static void read_prologue(line_header *header)
{
	kv_dwarf_cursor *at = &header->at;
	uint64_t length = kv_dwarf_cursor_number(at, 4);
	uint64_t opcode_base;

	header->offset_size = 4;
	if (length == 0xffffffff) {
		length = kv_dwarf_cursor_number(at, 8);
		header->offset_size = 8;
	}
	kv_dwarf_cursor_limit(at, length);
	header->version = (unsigned int)kv_dwarf_cursor_number(at, 2);
	if (header->version < 2 || header->version > 5)
		at->failed = true;
	if (header->version >= 5)
		kv_dwarf_cursor_skip(at, 2); /* address_size, segment_selector_size */
	kv_dwarf_cursor_limit(at, kv_dwarf_cursor_number(at, header->offset_size));
	/* minimum_instruction_length, default_is_stmt, line_base, line_range */
	kv_dwarf_cursor_skip(at, 4);
	if (header->version >= 4)
		kv_dwarf_cursor_skip(at, 1); /* maximum_operations_per_instruction */
	opcode_base = kv_dwarf_cursor_number(at, 1);
	if (opcode_base > 0)
		kv_dwarf_cursor_skip(at, opcode_base - 1); /* standard_opcode_lengths */
}

static const char *indirect_string(line_header *header, kv_dwarf_bytes strings)
{
	uint64_t offset = kv_dwarf_cursor_number(&header->at, header->offset_size);
	kv_dwarf_cursor cursor = kv_dwarf_cursor_at(strings, offset, header->at.swap);
	const char *string = kv_dwarf_cursor_string(&cursor);

	header->at.failed |= cursor.failed;
	return string;
}

/* Reads one value of @form: what it is as a string or as a number, "" and 0 where it is not. */
static void read_form(line_header *header, uint64_t form, const char **string, uint64_t *number)
{
	kv_dwarf_cursor *at = &header->at;

	*string = "";
	*number = 0;
	switch (form) {
	case DW_FORM_string:
		*string = kv_dwarf_cursor_string(at);
		break;
	case DW_FORM_line_strp:
		*string = indirect_string(header, header->image->line_strings);
		break;
	case DW_FORM_strp:
		*string = indirect_string(header, header->image->strings);
		break;
	case DW_FORM_udata:
		*number = kv_dwarf_cursor_uleb(at);
		break;
	case DW_FORM_data1:
		*number = kv_dwarf_cursor_number(at, 1);
		break;
	case DW_FORM_data2:
		*number = kv_dwarf_cursor_number(at, 2);
		break;
	case DW_FORM_data4:
		*number = kv_dwarf_cursor_number(at, 4);
		break;
	case DW_FORM_data8:
		*number = kv_dwarf_cursor_number(at, 8);
		break;
	case DW_FORM_data16:
		kv_dwarf_cursor_skip(at, 16); /* an MD5 sum */
		break;
	case DW_FORM_block:
		kv_dwarf_cursor_skip(at, kv_dwarf_cursor_uleb(at));
		break;
	default:
		at->failed = true;
		break;
	}
}

static const char *directory_at(const GPtrArray *directories, uint64_t number)
{
	return number < directories->len ? g_ptr_array_index(directories, number) : "";
}

/* One of the two tables of DWARF 5: directories (@files NULL) or files. */
static void read_table(line_header *header, GPtrArray *directories, GArray *files)
{
	kv_dwarf_cursor *at = &header->at;
	uint64_t content[FORMAT_MAX], form[FORMAT_MAX], count;
	size_t columns = kv_dwarf_cursor_number(at, 1);

	if (columns > FORMAT_MAX) {
		at->failed = true;
		return;
	}
	for (size_t i = 0; i < columns; i++) {
		content[i] = kv_dwarf_cursor_uleb(at);
		form[i] = kv_dwarf_cursor_uleb(at);
	}
	count = kv_dwarf_cursor_uleb(at);
	/* Entries without columns take no bytes, so that a count alone could fill the memory. */
	if (count > ENTRIES_MAX || (columns == 0 && count > 0))
		at->failed = true;
	for (uint64_t entry = 0; entry < count && !at->failed; entry++) {
		const char *name = "", *string;
		uint64_t directory = 0, number;

		for (size_t i = 0; i < columns; i++) {
			read_form(header, form[i], &string, &number);
			if (content[i] == DW_LNCT_path)
				name = string;
			else if (content[i] == DW_LNCT_directory_index)
				directory = number;
		}
		if (at->failed)
			return;
		if (files) {
			kv_dwarf_file file = {directory_at(directories, directory), name, NULL};

			g_array_append_val(files, file);
		} else {
			g_ptr_array_add(directories, (char *)name);
		}
	}
}

/* The tables of DWARF 2 to 4: strings up to an empty one, directory 0 and file 0 left unsaid. */
static void read_old_tables(line_header *header, GPtrArray *directories, GArray *files)
{
	kv_dwarf_cursor *at = &header->at;
	kv_dwarf_file file = {"", "", NULL};
	const char *string;

	g_ptr_array_add(directories, (char *)"");
	while (*(string = kv_dwarf_cursor_string(at)) && directories->len <= ENTRIES_MAX)
		g_ptr_array_add(directories, (char *)string);
	g_array_append_val(files, file);
	while (*(file.name = kv_dwarf_cursor_string(at))) {
		file.directory = directory_at(directories, kv_dwarf_cursor_uleb(at));
		kv_dwarf_cursor_uleb(at); /* time of last modification */
		kv_dwarf_cursor_uleb(at); /* length in bytes */
		at->failed |= files->len > ENTRIES_MAX;
		if (at->failed)
			return;
		g_array_append_val(files, file);
	}
}

bool kv_dwarf_files_read(const kv_dwarf_image *image, uint64_t offset, GArray *files)
{
	g_autoptr(GPtrArray) directories = g_ptr_array_new();
	line_header header = {
		.image = image,
		.at = kv_dwarf_cursor_at(image->line, offset, image->swap),
	};

	g_array_set_size(files, 0);
	read_prologue(&header);
	if (header.at.failed)
		return false;
	if (header.version >= 5) {
		read_table(&header, directories, NULL);
		if (!header.at.failed)
			read_table(&header, directories, files);
	} else {
		read_old_tables(&header, directories, files);
	}
	return !header.at.failed;
}
