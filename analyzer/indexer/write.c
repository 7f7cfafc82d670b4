/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/write.h"

#include <string.h>

#include "base/error.h"
#include "indexer/join.h"
#include "indexer/strings.h"
#include "indexer/write_code.h"
#include "index/checksum.h"
#include "index/format.h"

/* Tables stand in the order of their ids, those of machine code behind the others, strings last. */
struct kv_index_writer {
	const kv_index_parts *parts;
	kv_join *join;
	kv_strings *strings;
	uint8_t *data;
	uint64_t size;
};

typedef struct kv_index_writer writer;

static uint64_t aligned(uint64_t offset)
{
	return (offset + KV_INDEX_ALIGNMENT - 1) / KV_INDEX_ALIGNMENT * KV_INDEX_ALIGNMENT;
}

static kv_index_header *header_of(const writer *out)
{
	return (kv_index_header *)(void *)out->data;
}

static void *table_of(const writer *out, kv_index_table_id table)
{
	return out->data + header_of(out)->tables[table].offset;
}

/* Makes room, zeroed, for the tables @first to @last of @counts records behind what is there. */
static void add_tables(writer *out, int first, int last, const uint64_t *counts)
{
	kv_index_table tables[KV_TABLE_COUNT];
	uint64_t size = out->size;

	for (int i = first; i <= last; i++) {
		tables[i] = (kv_index_table){.offset = size, .count = counts[i]};
		size = aligned(size + counts[i] * kv_index_record_sizes[i]);
	}
	out->data = g_realloc(out->data, size);
	memset(out->data + out->size, 0, size - out->size);
	out->size = size;
	memcpy(&header_of(out)->tables[first], &tables[first],
	       (size_t)(last - first + 1) * sizeof(*tables));
}

static void begin_tables(writer *out)
{
	uint32_t symbols = kv_symbol_list_count(out->parts->symbols);
	const uint64_t counts[KV_TABLE_COUNT] = {
		[KV_TABLE_SYMBOLS] = symbols,
		[KV_TABLE_SYMBOLS_BY_NAME] = symbols,
		[KV_TABLE_SYMBOLS_BY_ADDRESS] = symbols,
		[KV_TABLE_FTRACE] = out->parts->ftrace ? out->parts->ftrace->len : 0,
		[KV_TABLE_SOURCES] = out->join->source_count,
		[KV_TABLE_FUNCTIONS_BY_SOURCE] = out->join->function_count,
		[KV_TABLE_FUNCTIONS] = out->join->function_count,
		[KV_TABLE_COPIES] = out->join->copy_count,
		[KV_TABLE_UNITS] = out->join->unit_count,
		[KV_TABLE_BUILTINS] = out->parts->identity->builtins->len,
	};

	out->size = aligned(sizeof(kv_index_header));
	out->data = g_malloc0(out->size);
	add_tables(out, 0, KV_TABLE_PIECES - 1, counts);
}

/* Fills @table with @count records; there may be none at all to copy from. */
static void copy_table(writer *out, kv_index_table_id table, const void *records, uint32_t count)
{
	if (count > 0)
		memcpy(table_of(out, table), records, (size_t)count * kv_index_record_sizes[table]);
}

static uint32_t clamp_size(uint64_t size)
{
	return (uint32_t)MIN(size, UINT32_MAX);
}

/* Names go in by name, so that a search by name finds its texts close to each other. */
static void write_symbols(writer *out)
{
	const kv_symbol_list *symbols = out->parts->symbols;
	uint32_t count = kv_symbol_list_count(symbols);
	kv_symbol *records = table_of(out, KV_TABLE_SYMBOLS);

	copy_table(out, KV_TABLE_SYMBOLS_BY_NAME, symbols->by_name, count);
	copy_table(out, KV_TABLE_SYMBOLS_BY_ADDRESS, symbols->by_address, count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = symbols->by_name[i];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(symbols, number);

		records[number] = (kv_symbol){
			.address = symbol->address,
			.extent = symbol->extent,
			.size = clamp_size(symbol->size),
			.name = kv_strings_add(out->strings, symbol->name),
			.function = out->join->symbol_functions[number],
			.type = symbol->type,
			.flags = symbol->flags,
			.region = symbols->regions[number],
			.ftrace_offset = symbols->ftrace_offsets[number],
		};
	}
}

/* Inline functions without a body cannot be patched by any name: nobody asks for theirs. */
static const char *signature_of(const kv_dwarf_source *source, uint32_t bodies)
{
	return bodies == 0 && source->flags & KV_DWARF_SOURCE_INLINE ? "" : source->signature;
}

static uint32_t source_flags(uint32_t dwarf)
{
	return (dwarf & KV_DWARF_SOURCE_INLINE ? KV_SOURCE_INLINE : 0) |
	       (dwarf & KV_DWARF_SOURCE_EXTERNAL ? KV_SOURCE_EXTERNAL : 0) |
	       (dwarf & KV_DWARF_SOURCE_INLINED ? KV_SOURCE_INLINED : 0);
}

static void write_sources(writer *out)
{
	const kv_join *join = out->join;
	kv_source *records = table_of(out, KV_TABLE_SOURCES);

	for (uint32_t i = 0; i < join->source_count; i++) {
		const kv_dwarf_source *source = &g_array_index(out->parts->dwarf->sources,
							       kv_dwarf_source, join->sources[i]);
		uint32_t bodies = join->first_functions[i + 1] - join->first_functions[i];

		records[i] = (kv_source){
			.name = kv_strings_add(out->strings, source->name),
			.file = kv_strings_add(out->strings, source->file),
			.line = source->line,
			.prototype = kv_strings_add(out->strings, source->prototype),
			.signature = kv_strings_add(out->strings, signature_of(source, bodies)),
			.flags = source_flags(source->flags),
			.first_function = join->first_functions[i],
			.function_count = bodies,
			.first_copy = join->first_copies[i],
			.copy_count = join->first_copies[i + 1] - join->first_copies[i],
		};
	}
}

static void write_functions(writer *out)
{
	const kv_join *join = out->join;
	kv_function *records = table_of(out, KV_TABLE_FUNCTIONS);

	copy_table(out, KV_TABLE_FUNCTIONS_BY_SOURCE, join->functions_by_source,
		   join->function_count);
	for (uint32_t i = 0; i < join->function_count; i++) {
		const kv_dwarf_function *function = &g_array_index(
			out->parts->dwarf->functions, kv_dwarf_function, join->functions[i]);

		records[i] = (kv_function){
			.address = function->address,
			.cold_address = function->cold_address,
			.size = function->size,
			.cold_size = function->cold_size,
			.source = join->source_ids[function->source],
			.symbol = join->function_symbols[i],
			.unit = function->unit,
			.flags = join->function_symbols[i] == KV_NONE ? KV_FUNCTION_DEAD : 0,
		};
	}
}

/* As much as fits kv_copy.call_line; no source has so many lines. */
#define CALL_LINE_MAX ((1u << 24) - 1)

static uint8_t copy_flags(uint32_t dwarf)
{
	return (dwarf & KV_DWARF_COPY_SELF ? KV_COPY_SELF : 0) |
	       (dwarf & KV_DWARF_COPY_EMPTY ? KV_COPY_EMPTY : 0);
}

static void write_copies(writer *out)
{
	const kv_join *join = out->join;
	kv_copy *records = table_of(out, KV_TABLE_COPIES);

	for (uint32_t i = 0; i < join->copy_count; i++) {
		const kv_dwarf_copy *copy =
			&g_array_index(out->parts->dwarf->copies, kv_dwarf_copy, join->copies[i]);

		records[i] = (kv_copy){
			.address = copy->address,
			.host = join->function_ids[copy->host],
			.call_line = MIN(copy->call_line, CALL_LINE_MAX),
			.flags = copy_flags(copy->flags),
		};
	}
}

static void write_units(writer *out)
{
	kv_unit *records = table_of(out, KV_TABLE_UNITS);

	for (uint32_t i = 0; i < out->join->unit_count; i++) {
		records[i] = out->join->units[i];
		records[i].name = kv_strings_add(out->strings,
						 g_ptr_array_index(out->parts->dwarf->units, i));
	}
}

static void write_ftrace(writer *out)
{
	const GArray *ftrace = out->parts->ftrace;

	if (ftrace)
		copy_table(out, KV_TABLE_FTRACE, ftrace->data, ftrace->len);
}

static void write_builtins(writer *out)
{
	const GPtrArray *builtins = out->parts->identity->builtins;
	uint32_t *records = table_of(out, KV_TABLE_BUILTINS);

	for (guint i = 0; i < builtins->len; i++)
		records[i] = kv_strings_add(out->strings, g_ptr_array_index(builtins, i));
}

/*
 * Adds the tables of machine code, that of the variables, and room for the strings, whose size is
 * known at the end.
 */
static void write_rest(writer *out)
{
	g_auto(kv_code_records) code = {{NULL}};
	uint64_t counts[KV_TABLE_COUNT] = {0};

	if (out->parts->code)
		kv_code_records_make(&code, out->parts->code, out->strings, out->join->source_ids,
				     kv_symbol_list_count(out->parts->symbols));
	if (out->parts->variables)
		code.tables[KV_TABLE_VARIABLES] = g_array_ref(out->parts->variables);
	for (int i = KV_TABLE_PIECES; i < KV_TABLE_STRINGS; i++)
		counts[i] = code.tables[i] ? code.tables[i]->len : 0;
	add_tables(out, KV_TABLE_PIECES, KV_TABLE_STRINGS, counts);
	for (int i = KV_TABLE_PIECES; i < KV_TABLE_STRINGS; i++)
		if (code.tables[i])
			copy_table(out, (kv_index_table_id)i, code.tables[i]->data,
				   code.tables[i]->len);
}

static uint32_t add_path(writer *out, const kv_file *file)
{
	g_autofree char *path = g_canonicalize_filename(kv_file_path(file), NULL);

	return kv_strings_add(out->strings, path);
}

static void write_files(writer *out)
{
	const kv_file *file = out->parts->file, *half = out->parts->half;
	kv_index_header *header = header_of(out);

	header->source_path = add_path(out, file);
	header->source_size = kv_file_disk_size(file);
	header->source_modified = kv_file_modified(file);
	if (!half)
		return;
	header->half_path = add_path(out, half);
	header->half_size = kv_file_disk_size(half);
	header->half_modified = kv_file_modified(half);
}

static void write_identity(writer *out)
{
	const kv_index_parts *parts = out->parts;
	const kv_identity *identity = parts->identity;
	kv_index_header *header = header_of(out);
	bool damaged = parts->has_debug_info && !parts->dwarf->complete;

	header->machine = kv_elf_machine(parts->elf);
	header->flags = (parts->dwarf->complete ? KV_INDEX_HAS_DWARF : 0) |
			(damaged ? KV_INDEX_DAMAGED_DWARF : 0) |
			(parts->ftrace ? KV_INDEX_HAS_FTRACE : 0) |
			(parts->layout ? KV_INDEX_HAS_LAYOUT : 0) |
			(parts->code && parts->code->complete ? KV_INDEX_HAS_CODE : 0);
	header->text_base = parts->code ? parts->code->text_base : 0;
	header->known_syscalls = parts->code ? parts->code->known_syscalls : 0;
	header->module_layout_crc = identity->module_layout_crc;
	header->ksym_name_len = parts->ksym_name_len;
	header->module_name_len = parts->module_name_len;
	header->release = kv_strings_add(out->strings, identity->release);
	header->banner = kv_strings_add(out->strings, identity->banner);
	header->vermagic = kv_strings_add(out->strings, identity->vermagic);
	header->build_id = kv_strings_add(out->strings, identity->build_id);
	header->module = kv_strings_add(out->strings, identity->module);
	if (parts->layout)
		header->layout = *parts->layout;
}

/* Appends the strings and completes the header; nothing may be added any more. */
static gboolean finish(writer *out, GError **error)
{
	const GByteArray *strings = kv_strings_bytes(out->strings);
	kv_index_header *header;

	if (!strings) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: its names exceed the 2 GiB that an index can hold; "
			    "this is no kernel image",
			    kv_file_path(out->parts->file));
		return FALSE;
	}
	out->data = g_realloc(out->data, out->size + strings->len);
	memcpy(out->data + out->size, strings->data, strings->len);
	out->size += strings->len;

	header = header_of(out);
	memcpy(header->magic, KV_INDEX_MAGIC, sizeof(header->magic));
	header->byte_order = KV_INDEX_BYTE_ORDER;
	header->version = KV_INDEX_VERSION;
	header->file_size = out->size;
	header->tables[KV_TABLE_STRINGS].count = strings->len;
	header->checksum = kv_index_checksum(out->data, out->size);
	return TRUE;
}

kv_index_writer *kv_index_writer_new(const kv_index_parts *parts)
{
	writer *out = g_new0(writer, 1);

	out->parts = parts;
	out->join = kv_join_new(parts->dwarf, parts->symbols);
	out->strings =
		kv_strings_new(kv_symbol_list_count(parts->symbols) + out->join->source_count);
	begin_tables(out);
	write_symbols(out);
	write_sources(out);
	write_functions(out);
	write_copies(out);
	write_units(out);
	write_ftrace(out);
	write_builtins(out);
	return out;
}

void kv_index_writer_free(kv_index_writer *out)
{
	if (!out)
		return;
	kv_join_free(out->join);
	kv_strings_free(out->strings);
	g_free(out->data);
	g_free(out);
}

GBytes *kv_index_writer_finish(kv_index_writer *out, GError **error)
{
	write_rest(out);
	write_files(out);
	write_identity(out);
	return finish(out, error) ? g_bytes_new_take(g_steal_pointer(&out->data), out->size) : NULL;
}

GBytes *kv_index_lay_out(const kv_index_parts *parts, GError **error)
{
	g_autoptr(kv_index_writer) out = kv_index_writer_new(parts);

	return kv_index_writer_finish(out, error);
}
