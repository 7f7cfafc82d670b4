/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/verify.h"

#include <string.h>

#include "base/error.h"
#include "index/checksum.h"

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

static bool are_ids(const kv_index_content *file, kv_index_table_id list, uint32_t first,
		    uint32_t end, kv_index_table_id target)
{
	const uint32_t *ids = kv_content_records(file, list);
	uint32_t limit = kv_content_count(file, target);
	bool valid = true;

	for (uint32_t i = first; i < end; i++)
		valid &= kv_is_id(ids[i], limit);
	return valid;
}

static bool verify_symbols(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_symbol *symbols = kv_content_records(file, KV_TABLE_SYMBOLS);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	uint32_t functions = kv_content_count(file, KV_TABLE_FUNCTIONS);
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		valid &= kv_is_id(symbols[i].name, strings) &
			 kv_is_id_or_none(symbols[i].function, functions);
	}
	return valid;
}

static bool verify_by_name(const kv_index_content *file, uint32_t first, uint32_t end)
{
	return are_ids(file, KV_TABLE_SYMBOLS_BY_NAME, first, end, KV_TABLE_SYMBOLS);
}

/* Names may be in any order and only make queries miss; addresses are cheap enough to look at. */
static bool verify_by_address(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_symbol *symbols = kv_content_records(file, KV_TABLE_SYMBOLS);
	const uint32_t *ids = kv_content_records(file, KV_TABLE_SYMBOLS_BY_ADDRESS);
	uint32_t before = first > 0 ? first - 1 : 0;
	uint64_t previous = 0;
	bool valid = true;

	if (!are_ids(file, KV_TABLE_SYMBOLS_BY_ADDRESS, before, end, KV_TABLE_SYMBOLS))
		return false;
	for (uint32_t i = before; i < end; i++) {
		valid &= symbols[ids[i]].address >= previous;
		previous = symbols[ids[i]].address;
	}
	return valid;
}

static bool verify_ftrace(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const uint64_t *locations = kv_content_records(file, KV_TABLE_FTRACE);
	bool valid = true;

	for (uint32_t i = MAX(first, 1); i < end; i++)
		valid &= locations[i - 1] <= locations[i];
	return valid;
}

static bool verify_sources(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_source *sources = kv_content_records(file, KV_TABLE_SOURCES);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	uint32_t bodies = kv_content_count(file, KV_TABLE_FUNCTIONS_BY_SOURCE);
	uint32_t copies = kv_content_count(file, KV_TABLE_COPIES);
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		const kv_source *source = &sources[i];

		valid &= kv_is_id(source->name, strings) & kv_is_id(source->file, strings) &
			 kv_is_id(source->prototype, strings) &
			 kv_is_id(source->signature, strings) &
			 is_run(source->first_function, source->function_count, bodies) &
			 is_run(source->first_copy, source->copy_count, copies);
	}
	return valid;
}

static bool verify_by_source(const kv_index_content *file, uint32_t first, uint32_t end)
{
	return are_ids(file, KV_TABLE_FUNCTIONS_BY_SOURCE, first, end, KV_TABLE_FUNCTIONS);
}

static bool verify_functions(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_function *functions = kv_content_records(file, KV_TABLE_FUNCTIONS);
	uint32_t sources = kv_content_count(file, KV_TABLE_SOURCES);
	uint32_t symbols = kv_content_count(file, KV_TABLE_SYMBOLS);
	uint32_t units = kv_content_count(file, KV_TABLE_UNITS);
	uint64_t previous = first > 0 ? functions[first - 1].address : 0;
	bool valid = true;

	for (uint32_t i = first; i < end; i++) {
		const kv_function *function = &functions[i];

		valid &= kv_is_id(function->source, sources) &
			 kv_is_id_or_none(function->symbol, symbols) &
			 kv_is_id(function->unit, units) & (function->address >= previous);
		previous = function->address;
	}
	return valid;
}

static bool verify_copies(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_copy *copies = kv_content_records(file, KV_TABLE_COPIES);
	uint32_t functions = kv_content_count(file, KV_TABLE_FUNCTIONS);
	bool valid = true;

	for (uint32_t i = first; i < end; i++)
		valid &= kv_is_id(copies[i].host, functions);
	return valid;
}

static bool verify_units(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_unit *units = kv_content_records(file, KV_TABLE_UNITS);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	bool valid = true;

	for (uint32_t i = first; i < end; i++)
		valid &= kv_is_id(units[i].name, strings);
	return valid;
}

static bool verify_variables(const kv_index_content *file, uint32_t first, uint32_t end)
{
	const kv_variable *variables = kv_content_records(file, KV_TABLE_VARIABLES);
	uint32_t symbols = kv_content_count(file, KV_TABLE_SYMBOLS);
	uint32_t units = kv_content_count(file, KV_TABLE_UNITS);
	bool valid = true;

	for (uint32_t i = first; i < end; i++)
		valid &=
			kv_is_id(variables[i].symbol, symbols) & kv_is_id(variables[i].unit, units);
	return valid;
}

static bool verify_builtins(const kv_index_content *file, uint32_t first, uint32_t end)
{
	return are_ids(file, KV_TABLE_BUILTINS, first, end, KV_TABLE_STRINGS);
}

static bool verify_by_callee(const kv_index_content *file, uint32_t first, uint32_t end)
{
	return are_ids(file, KV_TABLE_CALLS_BY_CALLEE, first, end, KV_TABLE_CALLS);
}

static bool verify_by_holder(const kv_index_content *file, uint32_t first, uint32_t end)
{
	return are_ids(file, KV_TABLE_POINTERS_BY_HOLDER, first, end, KV_TABLE_POINTERS);
}

#define SYMBOLS "the tables of symbols are damaged"
#define FUNCTIONS "the tables of functions are damaged"
#define UNITS "the tables of units and built-in modules are damaged"
#define CODE "the tables of machine code are damaged"

/*
 * What is asked of the records of each table, and what is said of them when they are not so. The
 * strings, which come last, are looked at as a whole.
 */
static const struct {
	kv_content_check *is_sound;
	const char *damage;
} checks[KV_TABLE_STRINGS] = {
	[KV_TABLE_SYMBOLS] = {verify_symbols, SYMBOLS},
	[KV_TABLE_SYMBOLS_BY_NAME] = {verify_by_name, SYMBOLS},
	[KV_TABLE_SYMBOLS_BY_ADDRESS] = {verify_by_address, SYMBOLS},
	[KV_TABLE_FTRACE] = {verify_ftrace, "the ftrace locations are not in order"},
	[KV_TABLE_SOURCES] = {verify_sources, FUNCTIONS},
	[KV_TABLE_FUNCTIONS_BY_SOURCE] = {verify_by_source, FUNCTIONS},
	[KV_TABLE_FUNCTIONS] = {verify_functions, FUNCTIONS},
	[KV_TABLE_COPIES] = {verify_copies, FUNCTIONS},
	[KV_TABLE_UNITS] = {verify_units, UNITS},
	[KV_TABLE_VARIABLES] = {verify_variables, "the table of static variables is damaged"},
	[KV_TABLE_BUILTINS] = {verify_builtins, UNITS},
	[KV_TABLE_PIECES] = {kv_content_verify_pieces, CODE},
	[KV_TABLE_CALLS] = {kv_content_verify_calls, CODE},
	[KV_TABLE_CALLERS] = {kv_content_verify_callers, CODE},
	[KV_TABLE_CALLS_BY_CALLEE] = {verify_by_callee, CODE},
	[KV_TABLE_POINTERS] = {kv_content_verify_pointers, CODE},
	[KV_TABLE_POINTERS_BY_HOLDER] = {verify_by_holder, CODE},
	[KV_TABLE_SYSCALLS] = {kv_content_verify_syscalls, CODE},
	[KV_TABLE_THREADS] = {kv_content_verify_threads, CODE},
	[KV_TABLE_LOOPS] = {kv_content_verify_loops, CODE},
};

/* The first record of @table that begins at @place of the file or behind it. */
static uint32_t record_from(const kv_index_table *table, uint32_t record_size, size_t place)
{
	uint64_t inside = place > table->offset ? place - table->offset : 0;

	return (uint32_t)MIN((inside + record_size - 1) / record_size, table->count);
}

G_STATIC_ASSERT(KV_TABLE_COUNT <= 32);

/* What two threads do together. */
typedef struct {
	const kv_index_content *file;
	kv_index_sum sum;
	guint damaged; /* bit per table; atomic */
} verification;

/* Takes blocks and looks at the records that begin in them, while they are in the processor's
 * cache.
 */
static gpointer verify_blocks(gpointer data)
{
	verification *shared = data;
	const kv_index_content *file = shared->file;
	size_t begin, end;

	while (kv_index_sum_take(&shared->sum, &begin, &end)) {
		for (int i = 0; i < KV_TABLE_STRINGS; i++) {
			uint32_t size = kv_index_record_sizes[i];
			uint32_t first = record_from(&file->tables[i], size, begin);
			uint32_t last = record_from(&file->tables[i], size, end);

			if (first < last && !checks[i].is_sound(file, first, last))
				g_atomic_int_or(&shared->damaged, 1u << i);
		}
	}
	return NULL;
}

static gboolean verify_content(const char *path, const kv_index_content *file, size_t size,
			       GError **error)
{
	const kv_index_header *header = (const kv_index_header *)file->data;
	verification shared = {.file = file};
	GThread *beside = NULL;

	kv_index_sum_begin(&shared.sum, file->data, size);
	if (size > BESIDE_MIN)
		beside = g_thread_try_new("verify", verify_blocks, &shared, NULL);
	verify_blocks(&shared);
	if (beside)
		g_thread_join(beside);
	if (header->checksum != kv_index_sum_end(&shared.sum))
		return fail(path, error, "the checksum does not match: the file is damaged");
	if (!verify_strings(file) || !verify_identity(file))
		return fail(path, error, "the table of strings is damaged");
	if (kv_content_count(file, KV_TABLE_CALLERS) == 0 &&
	    kv_content_count(file, KV_TABLE_CALLS) > 0)
		return fail(path, error, CODE);
	for (int i = 0; i < KV_TABLE_STRINGS; i++) {
		if (shared.damaged & 1u << i)
			return fail(path, error, checks[i].damage);
	}
	return TRUE;
}

gboolean kv_index_verify(const char *path, const uint8_t *data, size_t size, GError **error)
{
	const kv_index_header *header = (const kv_index_header *)data;
	kv_index_content file = {.data = data};

	if (size == 0)
		return fail(path, error, "the file is empty, expected a klpvet index");
	if (!verify_header(path, header, size, error) || !verify_tables(path, header, error))
		return FALSE;
	file.tables = header->tables;
	return verify_content(path, &file, size, error);
}
