/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "base/error.h"
#include "index_fixture.h"
#include "index/checksum.h"
#include "index/format.h"

/* A copy of a good index, to be damaged. */
static uint8_t *good_copy(gsize *size)
{
	g_autoptr(GBytes) bytes = index_fixture_bytes();
	const void *data = g_bytes_get_data(bytes, size);

	return g_memdup2(data, *size);
}

/* Opening the @size bytes at @data must fail as damaged input, with a message that has @part. */
static void assert_refused(const void *data, gsize size, const char *part)
{
	g_autoptr(GError) error = NULL;
	kv_index *index = kv_index_from_bytes("bad.kvx", g_bytes_new(data, size), &error);

	g_assert_null(index);
	g_assert_error(error, KV_ERROR, KV_ERROR_INPUT);
	g_assert_true(g_str_has_prefix(error->message, "bad.kvx: "));
	if (part)
		g_assert_nonnull(strstr(error->message, part));
}

static void test_truncated(void)
{
	gsize size;
	g_autofree uint8_t *data = good_copy(&size);

	for (gsize length = 0; length < size; length++)
		assert_refused(data, length, NULL);
}

static void test_extended(void)
{
	gsize size;
	g_autofree uint8_t *data = good_copy(&size);

	data = g_realloc(data, size + 8);
	memset(data + size, 0, 8);
	assert_refused(data, size + 8, "extended");
}

/* No byte may change unnoticed. */
static void test_flipped(void)
{
	gsize size;
	g_autofree uint8_t *data = good_copy(&size);

	for (gsize i = 0; i < size; i++) {
		data[i] ^= 1 << (i % 8);
		assert_refused(data, size, NULL);
		data[i] ^= 1 << (i % 8);
	}
}

static void test_header(void)
{
	static const char other[] = "\x7f"
				    "ELF, and no index";
	gsize size;
	g_autofree uint8_t *data = good_copy(&size);
	kv_index_header *header = (kv_index_header *)data;
	kv_index_header good = *header;

	assert_refused("", 0, "empty");
	assert_refused(other, sizeof(other), "not a klpvet index");
	header->version++;
	assert_refused(data, size, "another klpvet");
	*header = good;
	header->byte_order = GUINT32_SWAP_LE_BE(header->byte_order);
	assert_refused(data, size, "byte order");
	*header = good;
	header->checksum++;
	assert_refused(data, size, "checksum");
}

/* Damage that the checksum covers up: what a hostile or miswritten file would look like. */
static void assert_sealed_refused(uint8_t *data, gsize size)
{
	kv_index_header *header = (kv_index_header *)data;

	header->checksum = kv_index_checksum(data, size);
	assert_refused(data, size, NULL);
}

static gpointer take_all(gpointer sum)
{
	size_t begin, end;

	while (kv_index_sum_take(sum, &begin, &end))
		g_assert_cmpuint(begin, <, end);
	return NULL;
}

/* Of a file of many blocks: every bit counts, their order too, and not who reads them. */
static void test_checksum(void)
{
	const size_t size = 5 << 20, half = size / 2;
	g_autofree uint8_t *data = g_malloc0(size);
	uint64_t checksum = kv_index_checksum(data, size);
	kv_index_sum sum;

	g_assert_cmpuint(kv_index_checksum(data, size - 1), !=, checksum);
	for (size_t at = KV_INDEX_CHECKED_FROM; at < size; at += 65521) {
		data[at] = 1;
		g_assert_cmpuint(kv_index_checksum(data, size), !=, checksum);
		data[at] = 0;
	}
	data[half] = 1;
	checksum = kv_index_checksum(data, size);
	for (size_t at = half % 4096 + 4096; at < size; at += 4096) {
		if (at == half)
			continue;
		data[half] = 0;
		data[at] = 1;
		g_assert_cmpuint(kv_index_checksum(data, size), !=, checksum);
		data[at] = 0;
		data[half] = 1;
	}
	for (guint i = 0; i < 100; i++) {
		GThread *beside;

		kv_index_sum_begin(&sum, data, size);
		beside = g_thread_new("beside", take_all, &sum);
		take_all(&sum);
		g_thread_join(beside);
		g_assert_cmpuint(kv_index_sum_end(&sum), ==, checksum);
	}
}

static void test_tables(void)
{
	gsize size;
	g_autofree uint8_t *good = good_copy(&size);
	static const uint64_t bad_values[] = {
		0, 1, 1 << 20, UINT64_MAX, UINT64_MAX - 7, (uint64_t)1 << 32};

	for (int table = 0; table < KV_TABLE_COUNT; table++) {
		for (gsize i = 0; i < G_N_ELEMENTS(bad_values); i++) {
			g_autofree uint8_t *data = g_memdup2(good, size);
			kv_index_header *header = (kv_index_header *)data;

			header->tables[table].offset = bad_values[i];
			assert_sealed_refused(data, size);
		}
		for (gsize i = 2; i < G_N_ELEMENTS(bad_values); i++) {
			g_autofree uint8_t *data = g_memdup2(good, size);
			kv_index_header *header = (kv_index_header *)data;

			header->tables[table].count = bad_values[i];
			assert_sealed_refused(data, size);
		}
	}
}

/* Every 32-bit field that holds an id, by table and offset in the record. */
static const struct {
	kv_index_table_id table;
	size_t offset;
} id_fields[] = {
	{KV_TABLE_SYMBOLS, offsetof(kv_symbol, name)},
	{KV_TABLE_SYMBOLS, offsetof(kv_symbol, function)},
	{KV_TABLE_SYMBOLS_BY_NAME, 0},
	{KV_TABLE_SYMBOLS_BY_ADDRESS, 0},
	{KV_TABLE_SOURCES, offsetof(kv_source, name)},
	{KV_TABLE_SOURCES, offsetof(kv_source, file)},
	{KV_TABLE_SOURCES, offsetof(kv_source, prototype)},
	{KV_TABLE_SOURCES, offsetof(kv_source, signature)},
	{KV_TABLE_SOURCES, offsetof(kv_source, first_function)},
	{KV_TABLE_SOURCES, offsetof(kv_source, function_count)},
	{KV_TABLE_SOURCES, offsetof(kv_source, first_copy)},
	{KV_TABLE_SOURCES, offsetof(kv_source, copy_count)},
	{KV_TABLE_FUNCTIONS_BY_SOURCE, 0},
	{KV_TABLE_FUNCTIONS, offsetof(kv_function, source)},
	{KV_TABLE_FUNCTIONS, offsetof(kv_function, symbol)},
	{KV_TABLE_FUNCTIONS, offsetof(kv_function, unit)},
	{KV_TABLE_COPIES, offsetof(kv_copy, host)},
	{KV_TABLE_UNITS, offsetof(kv_unit, name)},
	{KV_TABLE_BUILTINS, 0},
	{KV_TABLE_PIECES, offsetof(kv_piece, owner)},
	{KV_TABLE_CALLS, offsetof(kv_call, callee)},
	{KV_TABLE_CALLS, offsetof(kv_call, source)},
	{KV_TABLE_CALLERS, offsetof(kv_caller, symbol)},
	{KV_TABLE_CALLERS, offsetof(kv_caller, first_call)},
	{KV_TABLE_CALLS_BY_CALLEE, 0},
	{KV_TABLE_POINTERS, offsetof(kv_pointer, target)},
	{KV_TABLE_POINTERS, offsetof(kv_pointer, holder)},
	{KV_TABLE_POINTERS, offsetof(kv_pointer, type)},
	{KV_TABLE_POINTERS, offsetof(kv_pointer, member)},
	{KV_TABLE_POINTERS_BY_HOLDER, 0},
	{KV_TABLE_SYSCALLS, offsetof(kv_syscall, abi)},
	{KV_TABLE_SYSCALLS, offsetof(kv_syscall, entry)},
	{KV_TABLE_SYSCALLS, offsetof(kv_syscall, base)},
	{KV_TABLE_THREADS, offsetof(kv_thread, main)},
	{KV_TABLE_THREADS, offsetof(kv_thread, creator)},
	{KV_TABLE_THREADS, offsetof(kv_thread, through)},
	{KV_TABLE_LOOPS, offsetof(kv_loop, owner)},
	{KV_TABLE_LOOPS, offsetof(kv_loop, source)},
	{KV_TABLE_VARIABLES, offsetof(kv_variable, symbol)},
	{KV_TABLE_VARIABLES, offsetof(kv_variable, unit)},
};

static void test_ids(void)
{
	gsize size;
	g_autofree uint8_t *good = good_copy(&size);
	const uint32_t bad = UINT32_MAX - 1;

	for (gsize i = 0; i < G_N_ELEMENTS(id_fields); i++) {
		kv_index_table table = ((kv_index_header *)good)->tables[id_fields[i].table];
		uint32_t record_size = kv_index_record_sizes[id_fields[i].table];

		g_assert_cmpuint(table.count, >, 0);
		for (uint64_t record = 0; record < table.count; record++) {
			g_autofree uint8_t *data = g_memdup2(good, size);

			memcpy(data + table.offset + record * record_size + id_fields[i].offset,
			       &bad, sizeof(bad));
			assert_sealed_refused(data, size);
		}
	}
}

static void test_identity_strings(void)
{
	gsize size;
	g_autofree uint8_t *good = good_copy(&size);

	for (size_t at = offsetof(kv_index_header, release);
	     at <= offsetof(kv_index_header, module); at += sizeof(uint32_t)) {
		g_autofree uint8_t *data = g_memdup2(good, size);

		memset(data + at, 0xff, sizeof(uint32_t));
		assert_sealed_refused(data, size);
	}
}

static void test_strings(void)
{
	gsize size;
	g_autofree uint8_t *data = good_copy(&size);
	kv_index_header *header = (kv_index_header *)data;
	kv_index_table strings = header->tables[KV_TABLE_STRINGS];

	data[strings.offset + strings.count - 1] = 'x';
	assert_sealed_refused(data, size);
	data[strings.offset + strings.count - 1] = '\0';
	data[strings.offset] = 'x';
	assert_sealed_refused(data, size);
}

static void test_order(void)
{
	static const kv_index_table_id tables[] = {KV_TABLE_FTRACE, KV_TABLE_FUNCTIONS,
						   KV_TABLE_SYMBOLS};
	gsize size;
	g_autofree uint8_t *good = good_copy(&size);

	/* Each of these records begins with its address. */
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autofree uint8_t *data = g_memdup2(good, size);
		uint64_t address = UINT64_MAX;

		memcpy(data + ((kv_index_header *)data)->tables[tables[i]].offset, &address,
		       sizeof(address));
		assert_sealed_refused(data, size);
	}
}

/* The runs of calls must cover the calls, and no two pieces may hold one address. */
/* A table of many blocks: its order counts everywhere, also from one block to the next. */
static void test_long_table(void)
{
	enum { COUNT = 200000 };
	gsize size;
	g_autofree uint8_t *data = good_copy(&size);
	gsize start = (size + 7) / 8 * 8, all = start + COUNT * sizeof(uint64_t);
	g_autoptr(kv_index) index = NULL;
	kv_index_header *header;
	uint64_t *locations;

	data = g_realloc(data, all);
	memset(data + size, 0, all - size);
	header = (kv_index_header *)data;
	header->file_size = all;
	header->tables[KV_TABLE_FTRACE] = (kv_index_table){.offset = start, .count = COUNT};
	locations = (uint64_t *)(void *)(data + start);
	for (uint64_t i = 0; i < COUNT; i++)
		locations[i] = i;
	header->checksum = kv_index_checksum(data, all);
	index = kv_index_from_bytes("long.kvx", g_bytes_new(data, all), NULL);
	g_assert_nonnull(index);
	for (gsize place = KV_INDEX_CHECKED_FROM; place < all; place += 64 * 1024) {
		gsize border = place < start ? 0 : (place - start) / sizeof(uint64_t);

		for (gsize i = MAX(border, 3) - 1; i <= border + 1 && i < COUNT; i++) {
			uint64_t good = locations[i];

			locations[i] = good - 2;
			header->checksum = kv_index_checksum(data, all);
			assert_refused(data, all, "ftrace");
			locations[i] = good;
		}
	}
}

static void test_code_order(void)
{
	static const struct {
		kv_index_table_id table;
		size_t offset;
		uint32_t value;
	} damages[] = {
		{KV_TABLE_PIECES, offsetof(kv_piece, offset), 0x3f0},
		{KV_TABLE_PIECES, offsetof(kv_piece, size), 0x201},
		{KV_TABLE_CALLERS, offsetof(kv_caller, symbol), 9},
		{KV_TABLE_CALLERS, offsetof(kv_caller, first_call), 1},
		{KV_TABLE_CALLERS, offsetof(kv_caller, first_call), 2},
		{KV_TABLE_CALLS, offsetof(kv_call, kind), KV_CALL_KIND_COUNT},
		{KV_TABLE_CALLS, offsetof(kv_call, kind), KV_CALL_INDIRECT},
	};
	gsize size;
	g_autofree uint8_t *good = good_copy(&size);

	for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
		g_autofree uint8_t *data = g_memdup2(good, size);
		kv_index_table table = ((kv_index_header *)data)->tables[damages[i].table];

		memcpy(data + table.offset + damages[i].offset, &damages[i].value,
		       sizeof(damages[i].value));
		assert_sealed_refused(data, size);
	}
}

static size_t use_calls(const kv_index *index)
{
	size_t sum = kv_index_calls_to_external(index, "kfree").count;

	for (uint32_t i = 0; i < kv_index_call_count(index); i++) {
		const kv_call *call = kv_index_call(index, i);

		sum += kv_index_symbol(index, kv_index_caller(index, i))->name;
		if (call->flags & KV_CALL_EXTERNAL)
			sum += strlen(kv_index_string(index, call->callee));
		else if (call->callee != KV_NONE)
			sum += kv_index_symbol(index, call->callee)->name;
		if (call->source != KV_NONE)
			sum += kv_index_source(index, call->source)->line;
	}
	return sum;
}

static size_t use_ids(const kv_index *index, kv_ids calls, kv_ids pointers)
{
	size_t sum = 0;

	for (uint32_t i = 0; i < calls.count; i++)
		sum += kv_index_call(index, calls.id[i])->site;
	for (uint32_t i = 0; i < pointers.count; i++)
		sum += kv_index_pointer(index, pointers.id[i])->offset;
	return sum;
}

static size_t use_runs(const kv_index *index, uint32_t symbol)
{
	kv_run calls = kv_index_calls_from(index, symbol);
	kv_run pointers = kv_index_pointers_to(index, symbol);
	kv_run threads = kv_index_threads_of(index, symbol);
	kv_run loops = kv_index_loops_of(index, symbol);
	size_t sum = 0;

	for (uint32_t i = 0; i < calls.count; i++)
		sum += kv_index_call(index, calls.first + i)->kind;
	for (uint32_t i = 0; i < pointers.count; i++) {
		const kv_pointer *pointer = kv_index_pointer(index, pointers.first + i);

		sum += strlen(kv_index_string(index, pointer->type)) +
		       strlen(kv_index_string(index, pointer->member));
	}
	for (uint32_t i = 0; i < threads.count; i++)
		sum += strlen(
			kv_index_string(index, kv_index_thread(index, threads.first + i)->through));
	for (uint32_t i = 0; i < loops.count; i++)
		sum += kv_index_loop(index, loops.first + i)->signature;
	return sum;
}

/* Follows every id of the tables of machine code and asks every query about them. */
static size_t use_code(const kv_index *index)
{
	size_t sum = use_calls(index);

	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++) {
		uint64_t address = kv_index_symbol(index, i)->address;

		sum += kv_index_code_of(index, i) + kv_index_code_at(index, address) +
		       kv_index_code_around(index, address + 1);
		sum += use_runs(index, i);
		sum += use_ids(index, kv_index_calls_to(index, i), kv_index_pointers_in(index, i));
	}
	for (int abi = 0; abi < KV_ABI_COUNT; abi++) {
		kv_run run = kv_index_syscalls_of(index, (kv_abi)abi);

		for (uint32_t i = 0; i < run.count; i++)
			sum += strlen(kv_index_string(
				index, kv_index_syscall(index, run.first + i)->base));
	}
	return sum;
}

/* Follows every id and asks every query; returns something that depends on all of it. */
static size_t use_everything(const kv_index *index)
{
	size_t sum = strlen(kv_index_release(index)) + strlen(kv_index_banner(index)) +
		     strlen(kv_index_module(index)) + (size_t)kv_index_has_builtin(index, "core");
	uint32_t count;

	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++) {
		const kv_symbol *symbol = kv_index_symbol(index, i);
		const char *name = kv_index_string(index, symbol->name);

		sum += kv_index_symbols_named(index, name).count;
		sum += kv_index_symbols_prefixed(index, name).count;
		sum += kv_index_symbols_at(index, symbol->address).count;
		sum += kv_index_sources_named(index, name).count;
		kv_index_ftrace_between(index, symbol->address, symbol->address + 64, &count);
		if (symbol->function != KV_NONE)
			sum += kv_index_function(index, symbol->function)->size;
	}
	for (uint32_t i = 0; i < kv_index_source_count(index); i++) {
		const kv_source *source = kv_index_source(index, i);
		kv_ids bodies = kv_index_functions_of(index, i);

		sum += strlen(kv_index_string(index, source->file)) +
		       strlen(kv_index_string(index, source->prototype));
		for (uint32_t j = 0; j < bodies.count; j++)
			sum += kv_index_function(index, bodies.id[j])->flags;
		for (uint32_t j = 0; j < source->copy_count; j++)
			sum += kv_index_copy(index, source->first_copy + j)->host;
	}
	for (uint32_t i = 0; i < kv_index_function_count(index); i++)
		sum += strlen(kv_index_string(
			index, kv_index_unit(index, kv_index_function(index, i)->unit)->name));
	return sum + use_code(index);
}

/* What passes verification is safe to use, whatever it says. */
static void test_hostile(void)
{
	gsize size;
	g_autofree uint8_t *good = good_copy(&size);
	guint opened = 0;

	for (gsize at = KV_INDEX_CHECKED_FROM; at < size; at++) {
		g_autofree uint8_t *data = g_memdup2(good, size);
		kv_index_header *header = (kv_index_header *)data;
		g_autoptr(kv_index) index = NULL;

		data[at] ^= at % 2 ? 0x81 : 0x02;
		header->checksum = kv_index_checksum(data, size);
		index = kv_index_from_bytes("bad.kvx", g_bytes_new(data, size), NULL);
		if (index && use_everything(index) > 0)
			opened++;
	}
	g_assert_cmpuint(opened, >, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index-verify/truncated", test_truncated);
	g_test_add_func("/index-verify/extended", test_extended);
	g_test_add_func("/index-verify/flipped", test_flipped);
	g_test_add_func("/index-verify/header", test_header);
	g_test_add_func("/index-verify/checksum", test_checksum);
	g_test_add_func("/index-verify/tables", test_tables);
	g_test_add_func("/index-verify/ids", test_ids);
	g_test_add_func("/index-verify/identity-strings", test_identity_strings);
	g_test_add_func("/index-verify/strings", test_strings);
	g_test_add_func("/index-verify/order", test_order);
	g_test_add_func("/index-verify/long-table", test_long_table);
	g_test_add_func("/index-verify/code-order", test_code_order);
	g_test_add_func("/index-verify/hostile", test_hostile);
	return g_test_run();
}
