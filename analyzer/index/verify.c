/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/verify_records.h"

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

static bool is_id(uint32_t id, uint32_t count)
{
	return id < count;
}

static bool is_id_or_none(uint32_t id, uint32_t count)
{
	/* KV_NONE is the highest number: one more is 0. */
	return id + 1 <= count;
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

	return is_id(header->release, strings) && is_id(header->banner, strings) &&
	       is_id(header->vermagic, strings) && is_id(header->build_id, strings) &&
	       is_id(header->source_path, strings) && is_id(header->half_path, strings) &&
	       is_id(header->module, strings);
}

/* What the references of tables.h mean: of the record `at`, without branches. */
#define COUNT(table) kv_content_count(file, KV_TABLE_##table)
#define ID(member, table) &is_id(at->member, COUNT(table))
#define ID_OR_NONE(member, table) &is_id_or_none(at->member, COUNT(table))
#define STRING(member) ID(member, STRINGS)
#define RUN(first, count, table) &is_run(at->first, at->count, COUNT(table))
#define EACH(table) &is_id(*at, COUNT(table))
#define NOTHING
#define ANYTHING(file, records, i) true

/* Whether the records from @first up to below @end are sound. */
typedef bool content_check(const kv_index_content *file, uint32_t first, uint32_t end);

#define DEFINE_CHECK(id, member, type, part, title, references, is_sound)                          \
	static bool verify_##member(const kv_index_content *file, uint32_t first, uint32_t end)    \
	{                                                                                          \
		const type *records = kv_content_records(file, KV_TABLE_##id);                     \
		bool valid = true;                                                                 \
                                                                                                   \
		for (uint32_t i = first; i < end; i++) {                                           \
			const type *at G_GNUC_UNUSED = &records[i];                                \
                                                                                                   \
			valid &= is_sound(file, records, i) references;                            \
		}                                                                                  \
		return valid;                                                                      \
	}
KV_INDEX_TABLES(DEFINE_CHECK)

/* The strings, which come last, are looked at as a whole. */
static const struct {
	content_check *is_sound;
	const char *part;
} checks[KV_TABLE_STRINGS] = {
#define CHECK(id, member, type, part, ...) [KV_TABLE_##id] = {verify_##member, part},
	KV_INDEX_TABLES(CHECK)
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

static gboolean fail_table(const char *path, GError **error, int table)
{
	g_autofree char *what =
		g_strdup_printf("the tables of %s are damaged", checks[table].part);

	return fail(path, error, what);
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
		return fail_table(path, error, KV_TABLE_CALLERS);
	for (int i = 0; i < KV_TABLE_STRINGS; i++) {
		if (shared.damaged & 1u << i)
			return fail_table(path, error, i);
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
