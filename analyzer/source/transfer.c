/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/transfer.h"

#include <stddef.h>
#include <string.h>

#include "base/error.h"

/*
 * One table of the unit: where its array is, how long an element is, and which of the element's
 * members are strings or positions in another table.
 */
enum { STRINGS_MAX = 6, LINKS_MAX = 6 };

/* A member that is a position. KV_NOWHERE is always one. */
typedef struct {
	uint16_t member;
	uint16_t table; /* offset of the array in kv_c_unit */
	uint16_t count; /* offset of the member that says how many; 0: one */
} kv_link;

typedef struct {
	uint16_t table;
	uint16_t size;
	uint16_t strings[STRINGS_MAX]; /* offset + 1; 0 ends the list */
	kv_link links[LINKS_MAX];      /* table 0 ends the list */
} kv_table;

#define T(member) offsetof(kv_c_unit, member)
#define S(type, member) (offsetof(type, member) + 1)
#define L(type, member, table)                                                                     \
	{                                                                                          \
		offsetof(type, member), T(table), 0                                                \
	}
#define LN(type, member, counter, table)                                                           \
	{                                                                                          \
		offsetof(type, member), T(table), offsetof(type, counter)                          \
	}

static const kv_table tables[] = {
	{T(expressions),
	 sizeof(kv_expr),
	 {S(kv_expr, name), S(kv_expr, place.file), S(kv_expr, macro), S(kv_expr, text),
	  S(kv_expr, type)},
	 {L(kv_expr, first, expressions), L(kv_expr, next, expressions),
	  L(kv_expr, function, functions)}},
	{T(variables),
	 sizeof(kv_c_variable),
	 {S(kv_c_variable, name), S(kv_c_variable, place.file), S(kv_c_variable, type),
	  S(kv_c_variable, section), S(kv_c_variable, macro)},
	 {L(kv_c_variable, function, functions), L(kv_c_variable, value, expressions)}},
	{T(functions),
	 sizeof(kv_c_function),
	 {S(kv_c_function, name), S(kv_c_function, place.file), S(kv_c_function, type),
	  S(kv_c_function, section), S(kv_c_function, assembler_name),
	  S(kv_c_function, signature)},
	 {LN(kv_c_function, parameters, parameter_count, variables),
	  LN(kv_c_function, blocks, block_count, blocks),
	  LN(kv_c_function, calls, call_count, calls)}},
	{T(blocks),
	 sizeof(kv_c_block),
	 {0},
	 {L(kv_c_block, function, functions), LN(kv_c_block, items, item_count, items),
	  L(kv_c_block, condition, expressions), LN(kv_c_block, edges, edge_count, edges),
	  L(kv_c_block, loop, loops)}},
	{T(items), sizeof(guint32), {0}, {{0, T(expressions), 0}}},
	{T(edges), sizeof(kv_c_edge), {0}, {L(kv_c_edge, to, blocks)}},
	{T(loops),
	 sizeof(kv_c_loop),
	 {S(kv_c_loop, place.file), S(kv_c_loop, macro), S(kv_c_loop, text)},
	 {L(kv_c_loop, function, functions), L(kv_c_loop, outer, loops),
	  L(kv_c_loop, head, blocks), L(kv_c_loop, condition, expressions)}},
	{T(calls),
	 sizeof(kv_c_call),
	 {S(kv_c_call, name), S(kv_c_call, macro)},
	 {L(kv_c_call, expression, expressions), L(kv_c_call, function, functions),
	  L(kv_c_call, block, blocks), L(kv_c_call, callee, functions),
	  L(kv_c_call, variable, variables)}},
	{T(escapes),
	 sizeof(kv_c_escape),
	 {S(kv_c_escape, to), S(kv_c_escape, macro)},
	 {L(kv_c_escape, expression, expressions), L(kv_c_escape, function, functions),
	  L(kv_c_escape, call, calls)}},
	{T(diagnostics),
	 sizeof(kv_c_diagnostic),
	 {S(kv_c_diagnostic, place.file), S(kv_c_diagnostic, text)},
	 {{0}}},
	{T(missing), sizeof(const char *), {1}, {{0}}},
	{T(assumed), sizeof(const char *), {1}, {{0}}},
};

/* What the unit has besides its tables. */
typedef struct {
	uint64_t headers_origin, license; /* strings */
	uint32_t init, exit;
	uint8_t headers, has_livepatch_tag;
	uint64_t lengths[G_N_ELEMENTS(tables)];
	uint64_t string_bytes;
} kv_preamble;

static GArray *array_of(const kv_c_unit *unit, uint16_t table)
{
	GArray *array;

	memcpy(&array, (const char *)unit + table, sizeof(array));
	return array;
}

/* The strings, each once; a string goes by where it begins in them, plus one. */
typedef struct {
	GByteArray *bytes;
	GHashTable *known;
} kv_string_pool;

static uint64_t pool_add(kv_string_pool *pool, const char *text)
{
	gpointer known;
	uint64_t at;

	if (!text)
		return 0;
	known = g_hash_table_lookup(pool->known, text);
	if (known)
		return GPOINTER_TO_SIZE(known);
	at = pool->bytes->len + UINT64_C(1);
	g_byte_array_append(pool->bytes, (const guint8 *)text, (guint)strlen(text) + 1);
	g_hash_table_insert(pool->known, (gpointer)text, GSIZE_TO_POINTER(at));
	return at;
}

static void write_table(const kv_c_unit *unit, const kv_table *table, kv_string_pool *pool,
			GByteArray *bytes)
{
	const GArray *array = array_of(unit, table->table);
	guint start = bytes->len;

	g_byte_array_append(bytes, (const guint8 *)array->data, array->len * table->size);
	for (guint i = 0; i < array->len; i++) {
		guint8 *element = bytes->data + start + (gsize)i * table->size;

		for (guint j = 0; j < STRINGS_MAX && table->strings[j]; j++) {
			const char *text;
			uint64_t at;

			memcpy(&text, element + table->strings[j] - 1, sizeof(text));
			at = pool_add(pool, text);
			memcpy(element + table->strings[j] - 1, &at, sizeof(at));
		}
	}
}

void kv_c_unit_write(const kv_c_unit *unit, GByteArray *bytes)
{
	kv_string_pool pool = {
		.bytes = g_byte_array_new(),
		.known = g_hash_table_new(g_str_hash, g_str_equal),
	};
	kv_preamble preamble = {
		.headers_origin = pool_add(&pool, unit->headers_origin),
		.license = pool_add(&pool, unit->license),
		.init = unit->init,
		.exit = unit->exit,
		.headers = unit->headers,
		.has_livepatch_tag = unit->has_livepatch_tag,
	};
	guint start = bytes->len;

	g_byte_array_append(bytes, (const guint8 *)&preamble, sizeof(preamble));
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		preamble.lengths[i] = array_of(unit, tables[i].table)->len;
		write_table(unit, &tables[i], &pool, bytes);
	}
	preamble.string_bytes = pool.bytes->len;
	memcpy(bytes->data + start, &preamble, sizeof(preamble));
	g_byte_array_append(bytes, pool.bytes->data, pool.bytes->len);
	g_hash_table_unref(pool.known);
	g_byte_array_unref(pool.bytes);
}

/* Where the bytes are read. */
typedef struct {
	const uint8_t *at;
	size_t left;
	const char *strings;
	uint64_t string_bytes;
	kv_c_unit *unit;
} kv_source_bytes;

/* The string at @position (plus one); false when it is none. */
static bool take_string(kv_source_bytes *source, uint64_t position, const char **text)
{
	*text = NULL;
	if (position == 0)
		return true;
	if (position > source->string_bytes)
		return false;
	*text = kv_c_unit_string(source->unit, source->strings + position - 1);
	return true;
}

static bool take_table(kv_source_bytes *source, const kv_table *table, uint64_t length)
{
	GArray *array = array_of(source->unit, table->table);

	if (length > source->left / table->size || length > G_MAXUINT / table->size)
		return false;
	g_array_set_size(array, (guint)length);
	if (length > 0)
		memcpy(array->data, source->at, (gsize)length * table->size);
	source->at += (gsize)length * table->size;
	source->left -= (gsize)length * table->size;
	for (guint i = 0; i < array->len; i++) {
		char *element = array->data + (gsize)i * table->size;

		for (guint j = 0; j < STRINGS_MAX && table->strings[j]; j++) {
			const char *text;
			uint64_t at;

			memcpy(&at, element + table->strings[j] - 1, sizeof(at));
			if (!take_string(source, at, &text))
				return false;
			memcpy(element + table->strings[j] - 1, &text, sizeof(text));
		}
	}
	return true;
}

/* Whether every position in @table is one of the table that it refers to. */
static bool links_hold(const kv_c_unit *unit, const kv_table *table)
{
	const GArray *array = array_of(unit, table->table);

	for (guint i = 0; i < array->len; i++) {
		const char *element = array->data + (gsize)i * table->size;

		for (guint j = 0; j < LINKS_MAX && table->links[j].table; j++) {
			const kv_link *link = &table->links[j];
			uint64_t limit = array_of(unit, link->table)->len;
			uint32_t position, count = 0;

			memcpy(&position, element + link->member, sizeof(position));
			if (link->count)
				memcpy(&count, element + link->count, sizeof(count));
			if (link->count ? position + (uint64_t)count > limit
					: position != KV_NOWHERE && position >= limit)
				return false;
		}
	}
	return true;
}

static bool take_all(kv_source_bytes *source)
{
	kv_c_unit *unit = source->unit;
	kv_preamble preamble;
	const char *end;

	if (source->left < sizeof(preamble))
		return false;
	memcpy(&preamble, source->at, sizeof(preamble));
	if (preamble.string_bytes > source->left - sizeof(preamble))
		return false;
	end = (const char *)source->at + source->left;
	source->at += sizeof(preamble);
	source->left -= sizeof(preamble) + preamble.string_bytes;
	source->strings = end - preamble.string_bytes;
	source->string_bytes = preamble.string_bytes;
	if (preamble.string_bytes > 0 && end[-1] != '\0')
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		if (!take_table(source, &tables[i], preamble.lengths[i]))
			return false;
	}
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		if (!links_hold(unit, &tables[i]))
			return false;
	}
	unit->init = preamble.init < unit->functions->len ? preamble.init : KV_NOWHERE;
	unit->exit = preamble.exit < unit->functions->len ? preamble.exit : KV_NOWHERE;
	unit->headers = preamble.headers;
	unit->has_livepatch_tag = preamble.has_livepatch_tag;
	return take_string(source, preamble.headers_origin, &unit->headers_origin) &&
	       take_string(source, preamble.license, &unit->license);
}

kv_c_unit *kv_c_unit_read(const char *path, const uint8_t *bytes, size_t size, GError **error)
{
	g_autoptr(kv_c_unit) unit = kv_c_unit_new(path);
	kv_source_bytes source = {.at = bytes, .left = size, .unit = unit};

	if (take_all(&source))
		return g_steal_pointer(&unit);
	g_set_error(error, KV_ERROR, KV_ERROR_INTERNAL,
		    "%s: what the front end for C says of it does not fit together", path);
	return NULL;
}
