/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/index_verify.h"

#include <string.h>
#include <xxhash.h>
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
/* Makes XXH3_64bits() use the vector unit that the machine has: half the time of an open. */
#include <xxh_x86dispatch.h>
#endif

#include "base/error.h"

/* Below this many bytes a thread costs more than it saves. */
enum { BESIDE_MIN = 1 << 20 };

#define REBUILD "; remove it, or write it again with 'klpvet index'"

static gboolean fail(const char *path, GError **error, const char *what)
{
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: %s" REBUILD, path, what);
	return FALSE;
}

static gboolean verify_header(const char *path, const kv_index_header *header, size_t size,
			      GError **error)
{
	if (size < sizeof(header->magic) ||
	    memcmp(header->magic, KV_INDEX_MAGIC, sizeof(header->magic)) != 0)
		return fail(path, error, "not a klpvet index: it does not begin with 'klpvidx'");
	if (size < sizeof(*header))
		return fail(path, error, "truncated inside the header");
	if (header->byte_order == GUINT32_SWAP_LE_BE_CONSTANT(KV_INDEX_BYTE_ORDER))
		return fail(path, error, "written on a machine of the other byte order");
	if (header->byte_order != KV_INDEX_BYTE_ORDER)
		return fail(path, error, "the byte-order mark is damaged");
	if (header->version != KV_INDEX_VERSION) {
		g_set_error(
			error, KV_ERROR, KV_ERROR_INPUT,
			"%s: built by another klpvet (format %08x, this one reads %08x)" REBUILD,
			path, header->version, KV_INDEX_VERSION);
		return FALSE;
	}
	if (header->file_size != size) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: truncated or extended: %zu bytes, written were %" G_GUINT64_FORMAT
				    REBUILD,
			    path, size, header->file_size);
		return FALSE;
	}
	return TRUE;
}

static gboolean verify_tables(const char *path, const kv_index_header *header, GError **error)
{
	for (int i = 0; i < KV_TABLE_COUNT; i++) {
		const kv_index_table *table = &header->tables[i];

		if (table->offset % KV_INDEX_ALIGNMENT != 0 || table->offset < sizeof(*header) ||
		    table->offset > header->file_size || table->count >= KV_NONE ||
		    table->count > (header->file_size - table->offset) / kv_index_record_sizes[i]) {
			g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
				    "%s: table %d (offset %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
				    " records) does not lie inside the file" REBUILD,
				    path, i, table->offset, table->count);
			return FALSE;
		}
	}
	if (header->tables[KV_TABLE_SYMBOLS_BY_NAME].count !=
		    header->tables[KV_TABLE_SYMBOLS].count ||
	    header->tables[KV_TABLE_SYMBOLS_BY_ADDRESS].count !=
		    header->tables[KV_TABLE_SYMBOLS].count)
		return fail(path, error, "the lists of symbols do not hold each symbol");
	return TRUE;
}

static bool is_run(uint32_t first, uint32_t count, uint32_t limit)
{
	return (uint64_t)first + count <= limit;
}

static bool verify_strings(const kv_index_content *file)
{
	const char *strings = kv_content_records(file, KV_TABLE_STRINGS);
	uint32_t count = kv_content_count(file, KV_TABLE_STRINGS);

	return count > 0 && strings[0] == '\0' && strings[count - 1] == '\0';
}

static bool verify_identity(const kv_index_content *file)
{
	const kv_index_header *header = (const kv_index_header *)file->data;
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);

	return kv_is_id(header->release, strings) && kv_is_id(header->banner, strings) &&
	       kv_is_id(header->vermagic, strings) && kv_is_id(header->build_id, strings) &&
	       kv_is_id(header->source_path, strings) && kv_is_id(header->half_path, strings) &&
	       kv_is_id(header->module, strings);
}

bool kv_content_verify_ids(const kv_index_content *file, kv_index_table_id list,
			   kv_index_table_id target)
{
	const uint32_t *ids = kv_content_records(file, list);
	uint32_t limit = kv_content_count(file, target);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, list); i++)
		valid &= kv_is_id(ids[i], limit);
	return valid;
}

static bool verify_symbols(const kv_index_content *file)
{
	const kv_symbol *symbols = kv_content_records(file, KV_TABLE_SYMBOLS);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	uint32_t functions = kv_content_count(file, KV_TABLE_FUNCTIONS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_SYMBOLS); i++) {
		valid &= kv_is_id(symbols[i].name, strings) &
			 kv_is_id_or_none(symbols[i].function, functions);
	}
	return valid;
}

/* Names may be in any order and only make queries miss; addresses are cheap enough to look at. */
static bool verify_address_order(const kv_index_content *file)
{
	const kv_symbol *symbols = kv_content_records(file, KV_TABLE_SYMBOLS);
	const uint32_t *ids = kv_content_records(file, KV_TABLE_SYMBOLS_BY_ADDRESS);
	uint64_t previous = 0;
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_SYMBOLS_BY_ADDRESS); i++) {
		valid &= symbols[ids[i]].address >= previous;
		previous = symbols[ids[i]].address;
	}
	return valid;
}

static bool verify_ftrace(const kv_index_content *file)
{
	const uint64_t *locations = kv_content_records(file, KV_TABLE_FTRACE);
	bool valid = true;

	for (uint32_t i = 1; i < kv_content_count(file, KV_TABLE_FTRACE); i++)
		valid &= locations[i - 1] <= locations[i];
	return valid;
}

static bool verify_sources(const kv_index_content *file)
{
	const kv_source *sources = kv_content_records(file, KV_TABLE_SOURCES);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	uint32_t bodies = kv_content_count(file, KV_TABLE_FUNCTIONS_BY_SOURCE);
	uint32_t copies = kv_content_count(file, KV_TABLE_COPIES);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_SOURCES); i++) {
		const kv_source *source = &sources[i];

		valid &= kv_is_id(source->name, strings) & kv_is_id(source->file, strings) &
			 kv_is_id(source->prototype, strings) &
			 kv_is_id(source->signature, strings) &
			 is_run(source->first_function, source->function_count, bodies) &
			 is_run(source->first_copy, source->copy_count, copies);
	}
	return valid;
}

static bool verify_functions(const kv_index_content *file)
{
	const kv_function *functions = kv_content_records(file, KV_TABLE_FUNCTIONS);
	uint32_t sources = kv_content_count(file, KV_TABLE_SOURCES);
	uint32_t symbols = kv_content_count(file, KV_TABLE_SYMBOLS);
	uint32_t units = kv_content_count(file, KV_TABLE_UNITS);
	uint64_t previous = 0;
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_FUNCTIONS); i++) {
		const kv_function *function = &functions[i];

		valid &= kv_is_id(function->source, sources) &
			 kv_is_id_or_none(function->symbol, symbols) &
			 kv_is_id(function->unit, units) & (function->address >= previous);
		previous = function->address;
	}
	return valid;
}

static bool verify_copies(const kv_index_content *file)
{
	const kv_copy *copies = kv_content_records(file, KV_TABLE_COPIES);
	uint32_t functions = kv_content_count(file, KV_TABLE_FUNCTIONS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_COPIES); i++)
		valid &= kv_is_id(copies[i].host, functions);
	return valid;
}

static bool verify_units(const kv_index_content *file)
{
	const kv_unit *units = kv_content_records(file, KV_TABLE_UNITS);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	bool valid = true;

	for (uint32_t i = 0; i < kv_content_count(file, KV_TABLE_UNITS); i++)
		valid &= kv_is_id(units[i].name, strings);
	return valid;
}

static gboolean verify_content(const char *path, const kv_index_content *file, GError **error)
{
	if (!verify_strings(file) || !verify_identity(file))
		return fail(path, error, "the table of strings is damaged");
	if (!kv_content_verify_ids(file, KV_TABLE_SYMBOLS_BY_NAME, KV_TABLE_SYMBOLS) ||
	    !kv_content_verify_ids(file, KV_TABLE_SYMBOLS_BY_ADDRESS, KV_TABLE_SYMBOLS) ||
	    !verify_symbols(file) || !verify_address_order(file))
		return fail(path, error, "the tables of symbols are damaged");
	if (!verify_ftrace(file))
		return fail(path, error, "the ftrace locations are not in order");
	if (!kv_content_verify_ids(file, KV_TABLE_FUNCTIONS_BY_SOURCE, KV_TABLE_FUNCTIONS) ||
	    !verify_sources(file) || !verify_functions(file) || !verify_copies(file))
		return fail(path, error, "the tables of functions are damaged");
	if (!verify_units(file) ||
	    !kv_content_verify_ids(file, KV_TABLE_BUILTINS, KV_TABLE_STRINGS))
		return fail(path, error, "the tables of units and built-in modules are damaged");
	if (!kv_content_verify_code(file))
		return fail(path, error, "the tables of machine code are damaged");
	return TRUE;
}

/* The bytes that the checksum is about, and what it comes to. */
typedef struct {
	const uint8_t *data;
	size_t size;
	uint64_t checksum;
} sum;

static gpointer compute(gpointer data)
{
	sum *of = data;

	of->checksum = XXH3_64bits(of->data, of->size);
	return NULL;
}

/* Verifies the content beside the checksum: either takes half of the time of an open. */
static gboolean verify_both(const char *path, const kv_index_content *file, sum *of, GError **error)
{
	const kv_index_header *header = (const kv_index_header *)file->data;
	GThread *beside = of->size > BESIDE_MIN ? g_thread_try_new("sum", compute, of, NULL) : NULL;
	g_autoptr(GError) wrong = NULL;
	gboolean right;

	if (!beside)
		compute(of);
	right = verify_content(path, file, &wrong);
	if (beside)
		g_thread_join(beside);
	if (header->checksum != of->checksum)
		return fail(path, error, "the checksum does not match: the file is damaged");
	if (!right)
		g_propagate_error(error, g_steal_pointer(&wrong));
	return right;
}

gboolean kv_index_verify(const char *path, const uint8_t *data, size_t size, GError **error)
{
	const kv_index_header *header = (const kv_index_header *)data;
	sum of = {.data = data + KV_INDEX_CHECKED_FROM, .size = size - KV_INDEX_CHECKED_FROM};
	kv_index_content file = {.data = data};

	if (size == 0)
		return fail(path, error, "the file is empty, expected a klpvet index");
	if (!verify_header(path, header, size, error) || !verify_tables(path, header, error))
		return FALSE;
	file.tables = header->tables;
	return verify_both(path, &file, &of, error);
}
