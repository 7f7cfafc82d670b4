/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>

#include "base/error.h"
#include "index_fixture.h"
#include "indexer/build.h"
#include "index/index.h"

static kv_index *open_fixture(void)
{
	g_autoptr(GError) error = NULL;
	kv_index *index = kv_index_from_bytes("test.kvx", index_fixture_bytes(), &error);

	g_assert_no_error(error);
	return index;
}

static const kv_symbol *symbol_at(const kv_index *index, kv_ids ids, uint32_t i)
{
	g_assert_cmpuint(i, <, ids.count);
	return kv_index_symbol(index, ids.id[i]);
}

static void test_identity(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_klp_layout layout;

	g_assert_cmpstr(kv_index_release(index), ==, "6.1.0-test");
	g_assert_cmpstr(kv_index_banner(index), ==, "Linux version 6.1.0-test (me@here) #1 SMP");
	g_assert_cmpstr(kv_index_vermagic(index), ==, "6.1.0-test SMP preempt mod_unload ");
	g_assert_cmpstr(kv_index_build_id(index), ==, "");
	g_assert_cmpstr(kv_index_module(index), ==, "");
	g_assert_cmpstr(kv_index_source_path(index), ==, "/boot/vmlinux-test");
	g_assert_cmpuint(kv_index_machine(index), ==, 62);
	g_assert_true(kv_index_has_dwarf(index));
	g_assert_true(kv_index_has_ftrace(index));
	g_assert_true(kv_index_has_klp_layout(index, &layout));
	g_assert_cmpuint(layout.func_size, ==, 152);
	g_assert_cmpuint(kv_index_ksym_name_len(index), ==, 512);
	g_assert_cmpuint(kv_index_module_name_len(index), ==, 56);
	g_assert_cmpint(kv_index_has_builtin(index, "core"), ==, KV_YES);
	g_assert_cmpint(kv_index_has_builtin(index, "a__b"), ==, KV_YES);
	g_assert_cmpint(kv_index_has_builtin(index, "a"), ==, KV_UNKNOWN);
}

static void test_symbols(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_ids named = kv_index_symbols_named(index, "show");
	kv_ids prefixed = kv_index_symbols_prefixed(index, "show");
	kv_ids same = kv_index_symbols_at(index, 0x1200);

	g_assert_cmpuint(kv_index_symbol_count(index), ==, 13);
	g_assert_cmpuint(named.count, ==, 3);
	g_assert_cmphex(symbol_at(index, named, 0)->address, ==, 0x1000);
	g_assert_cmphex(symbol_at(index, named, 1)->address, ==, 0x1100);
	g_assert_cmphex(symbol_at(index, named, 2)->address, ==, 0x3008);
	g_assert_cmpuint(symbol_at(index, named, 0)->ftrace_offset, ==, 0);
	g_assert_cmpuint(symbol_at(index, named, 2)->ftrace_offset, ==, KV_NO_FTRACE);
	g_assert_cmpuint(symbol_at(index, named, 2)->function, ==, KV_NONE);
	g_assert_cmphex(symbol_at(index, named, 1)->extent, ==, 0x100);

	g_assert_cmpuint(prefixed.count, ==, 4);
	g_assert_cmpstr(kv_index_string(index, symbol_at(index, prefixed, 3)->name), ==,
			"show_all");
	g_assert_cmpuint(same.count, ==, 2);
	g_assert_cmpuint(kv_index_symbols_named(index, "sho").count, ==, 0);
	g_assert_cmpuint(kv_index_symbols_named(index, "").count, ==, 0);
	g_assert_cmpuint(kv_index_symbols_prefixed(index, "zz").count, ==, 0);
	g_assert_cmpuint(kv_index_symbols_prefixed(index, "").count, ==, 13);
	g_assert_cmpuint(kv_index_symbols_at(index, 0x1201).count, ==, 0);
}

static void test_ftrace(void)
{
	static const uint64_t expected[] = {0x1000, 0x1100, 0x1140, 0x1300};
	g_autoptr(kv_index) index = open_fixture();
	uint32_t count;
	const uint64_t *locations = kv_index_ftrace(index, &count);

	g_assert_cmpmem(locations, count * sizeof(*locations), expected, sizeof(expected));
	g_assert_cmphex(kv_index_ftrace_between(index, 0x1100, 0x1300, &count), ==, 0x1100);
	g_assert_cmpuint(count, ==, 2);
	g_assert_cmphex(kv_index_ftrace_between(index, 0x1001, 0x1100, &count), ==, 0);
	g_assert_cmpuint(count, ==, 0);
	g_assert_cmphex(kv_index_ftrace_between(index, 0x1301, 0x1000, &count), ==, 0);
	g_assert_cmpuint(count, ==, 0);
}

static const kv_function *body_of(const kv_index *index, uint32_t source, uint32_t i)
{
	kv_ids bodies = kv_index_functions_of(index, source);

	g_assert_cmpuint(i, <, bodies.count);
	return kv_index_function(index, bodies.id[i]);
}

static void test_sources(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_run shows = kv_index_sources_named(index, "show");
	const kv_source *inlined = kv_index_source(index, shows.first);
	const kv_source *other = kv_index_source(index, shows.first + 1);

	g_assert_cmpuint(kv_index_source_count(index), ==, 4);
	g_assert_cmpuint(shows.count, ==, 2);
	g_assert_cmpstr(kv_index_string(index, inlined->file), ==, "a.c");
	g_assert_cmpuint(inlined->line, ==, 9);
	g_assert_cmpuint(inlined->flags, ==, KV_SOURCE_INLINE);
	g_assert_cmpstr(kv_index_string(index, inlined->prototype), ==, "long show(void)");
	g_assert_cmpstr(kv_index_string(index, other->file), ==, "b.c");
	g_assert_cmpuint(kv_index_sources_named(index, "sh").count, ==, 0);

	/* show of b.c: by address, the second one without a symbol. */
	g_assert_cmpuint(kv_index_functions_of(index, shows.first + 1).count, ==, 2);
	g_assert_cmphex(body_of(index, shows.first + 1, 0)->address, ==, 0x1100);
	g_assert_cmpuint(body_of(index, shows.first + 1, 0)->flags, ==, 0);
	g_assert_cmpuint(body_of(index, shows.first + 1, 1)->flags, ==, KV_FUNCTION_DEAD);
	g_assert_cmpuint(body_of(index, shows.first + 1, 1)->symbol, ==, KV_NONE);
}

static void test_functions(void)
{
	g_autoptr(kv_index) index = open_fixture();
	uint32_t source = kv_index_sources_named(index, "show_all").first;
	const kv_function *function = body_of(index, source, 0);
	const kv_symbol *best = kv_index_symbol(index, function->symbol);
	const kv_symbol *part = symbol_at(index, kv_index_symbols_named(index, "split.part.0"), 0);

	g_assert_cmpuint(kv_index_function_count(index), ==, 5);
	g_assert_cmphex(function->cold_address, ==, 0x1400);
	g_assert_cmpuint(function->cold_size, ==, 8);
	g_assert_cmpuint(function->source, ==, source);
	/* Of two symbols at the address, the global one. */
	g_assert_cmpstr(kv_index_string(index, best->name), ==, "show_all");
	g_assert_cmphex(kv_index_function(index, part->function)->address, ==, 0x1300);
	for (uint32_t i = 1; i < kv_index_function_count(index); i++)
		g_assert_cmphex(kv_index_function(index, i - 1)->address, <,
				kv_index_function(index, i)->address);
}

static void test_copies(void)
{
	g_autoptr(kv_index) index = open_fixture();
	const kv_source *show =
		kv_index_source(index, kv_index_sources_named(index, "show").first + 1);
	const kv_source *split =
		kv_index_source(index, kv_index_sources_named(index, "split").first);
	const kv_copy *first = kv_index_copy(index, show->first_copy);

	g_assert_cmpuint(kv_index_copy_count(index), ==, 4);
	g_assert_cmpuint(show->copy_count, ==, 2);
	g_assert_cmphex(first->address, ==, 0x1208);
	g_assert_cmpuint(first->call_line, ==, 32);
	g_assert_cmphex(kv_index_function(index, first->host)->address, ==, 0x1200);
	g_assert_cmphex(kv_index_copy(index, show->first_copy + 1)->address, ==, 0x1220);
	g_assert_cmpuint(kv_index_copy(index, split->first_copy)->flags, ==, KV_COPY_SELF);
}

static void test_variables(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_ids banner = kv_index_symbols_named(index, "linux_banner");

	g_assert_cmpuint(kv_index_variable_count(index), ==, 1);
	g_assert_cmpuint(kv_index_variable_unit(index, banner.id[0]), ==, 1);
	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++)
		if (i != banner.id[0])
			g_assert_cmpuint(kv_index_variable_unit(index, i), ==, KV_NONE);
}

/* b.c: one live, traceable body and a dead one. a.c: three live ones, one not traceable. */
static void test_units(void)
{
	g_autoptr(kv_index) index = open_fixture();

	g_assert_cmpuint(kv_index_unit_count(index), ==, 2);
	g_assert_cmpstr(kv_index_string(index, kv_index_unit(index, 0)->name), ==, "b.c");
	g_assert_cmpuint(kv_index_unit(index, 0)->function_count, ==, 1);
	g_assert_cmpuint(kv_index_unit(index, 0)->traceable_count, ==, 1);
	g_assert_cmpuint(kv_index_unit(index, 1)->function_count, ==, 3);
	g_assert_cmpuint(kv_index_unit(index, 1)->traceable_count, ==, 2);
}

static void test_deterministic(void)
{
	g_autoptr(GBytes) first = index_fixture_bytes();
	g_autoptr(GBytes) second = index_fixture_bytes();

	g_assert_true(g_bytes_equal(first, second));
}

static char *new_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *folder = g_dir_make_tmp("klpvet-index-XXXXXX", &error);

	g_assert_no_error(error);
	return folder;
}

static guint count_files(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	guint count = 0;

	while (g_dir_read_name(dir))
		count++;
	return count;
}

static void test_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = new_folder();
	g_autofree char *path = g_build_filename(folder, "test.kvx", NULL);
	g_autoptr(GBytes) bytes = index_fixture_bytes();
	g_autoptr(kv_index) index = NULL;

	g_assert_true(kv_index_write_file(path, bytes, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(count_files(folder), ==, 1);
	index = kv_index_open(path, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(kv_index_symbols_named(index, "show").count, ==, 3);
	g_remove(path);
	g_rmdir(folder);
}

static void test_unwritable(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = new_folder();
	g_autofree char *path = g_build_filename(folder, "missing", "test.kvx", NULL);
	g_autoptr(GBytes) bytes = index_fixture_bytes();

	g_assert_false(kv_index_write_file(path, bytes, &error));
	g_assert_error(error, KV_ERROR, KV_ERROR_SYSTEM);
	g_assert_nonnull(strstr(error->message, path));
	g_rmdir(folder);
}

/* A limit on the size of files fails a write midway, as a full disk does. */
static void test_disk_full(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = new_folder();
	g_autofree char *path = g_build_filename(folder, "test.kvx", NULL);
	g_autoptr(GBytes) bytes = index_fixture_bytes();
	struct rlimit before, small = {.rlim_cur = 512};

	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
	small.rlim_max = before.rlim_max;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
	g_assert_false(kv_index_write_file(path, bytes, &error));
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);

	g_assert_error(error, KV_ERROR, KV_ERROR_SYSTEM);
	g_assert_cmpuint(count_files(folder), ==, 0);
	g_rmdir(folder);
}

static void test_open_errors(void)
{
	g_autofree char *folder = new_folder();
	g_autofree char *path = g_build_filename(folder, "test.kvx", NULL);
	g_autoptr(GError) missing = NULL;
	g_autoptr(GError) directory = NULL;
	g_autoptr(GError) empty = NULL;

	g_assert_null(kv_index_open(path, &missing));
	g_assert_error(missing, KV_ERROR, KV_ERROR_USAGE);
	g_assert_null(kv_index_open(folder, &directory));
	g_assert_error(directory, KV_ERROR, KV_ERROR_USAGE);
	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	g_assert_null(kv_index_open(path, &empty));
	g_assert_error(empty, KV_ERROR, KV_ERROR_INPUT);
	g_remove(path);
	g_rmdir(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index/identity", test_identity);
	g_test_add_func("/index/symbols", test_symbols);
	g_test_add_func("/index/ftrace", test_ftrace);
	g_test_add_func("/index/sources", test_sources);
	g_test_add_func("/index/functions", test_functions);
	g_test_add_func("/index/copies", test_copies);
	g_test_add_func("/index/units", test_units);
	g_test_add_func("/index/variables", test_variables);
	g_test_add_func("/index/deterministic", test_deterministic);
	g_test_add_func("/index/file", test_file);
	g_test_add_func("/index/unwritable", test_unwritable);
	g_test_add_func("/index/disk-full", test_disk_full);
	g_test_add_func("/index/open-errors", test_open_errors);
	return g_test_run();
}
