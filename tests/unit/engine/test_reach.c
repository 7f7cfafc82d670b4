/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways by direct calls in a made-up kernel: entry64 > middle > leaf, entry32 > leaf twice, a loop
 * of two functions that reaches leaf, a host of a copy of leaf, and functions apart.
 */
#include "engine/catalogue.h"
#include "image/reach.h"
#include "image/route.h"
#include "engine/rule.h"
#include "fake_kernel.h"

const kv_rule_info kv_rule_catalogue[] = {{0}};
const unsigned int kv_rule_count = 0;

enum {
	LEAF,
	ALIAS,
	MIDDLE,
	ENTRY64,
	ENTRY32,
	PING,
	PONG,
	HOST,
	ENTRY_X32,
	APART,
	OPS,
	INIT,
	SYMBOLS
};
enum { FILE_OPERATIONS = SYMBOLS, OPEN, THROUGH, CALL, NOTHING, FILE_C };

static const char *const strings[] = {
	[LEAF] = "leaf",
	[ALIAS] = "leaf_too",
	[MIDDLE] = "middle",
	[ENTRY64] = "__x64_sys_open",
	[ENTRY32] = "__ia32_compat_sys_open",
	[PING] = "ping",
	[PONG] = "pong",
	[HOST] = "host",
	[ENTRY_X32] = "__x64_compat_sys_open",
	[APART] = "apart",
	[OPS] = "some_fops",
	[INIT] = "start_up",
	[FILE_OPERATIONS] = "file_operations",
	[OPEN] = "ops.open",
	[THROUGH] = "kthread_create_on_node",
	[CALL] = "open",
	[NOTHING] = "",
	[FILE_C] = "fs/open.c",
};

#define FUNCTION(id, at)                                                                           \
	[id] = {.address = at,                                                                     \
		.name = id,                                                                        \
		.function = KV_NONE,                                                               \
		.flags = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION}

static const kv_symbol symbols[] = {
	FUNCTION(LEAF, 0x10),
	FUNCTION(ALIAS, 0x10),
	FUNCTION(MIDDLE, 0x20),
	FUNCTION(ENTRY64, 0x30),
	FUNCTION(ENTRY32, 0x40),
	FUNCTION(PING, 0x50),
	FUNCTION(PONG, 0x60),
	FUNCTION(HOST, 0x70),
	FUNCTION(ENTRY_X32, 0x80),
	FUNCTION(APART, 0x90),
	[OPS] = {.address = 0x1000, .name = OPS},
	[INIT] = {.address = 0xa0,
		  .name = INIT,
		  .function = KV_NONE,
		  .flags = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION,
		  .region = KV_REGION_INIT},
};

static const fake_call calls[] = {
	{MIDDLE, LEAF},	 {MIDDLE, LEAF},    {ENTRY64, MIDDLE}, {ENTRY64, APART},
	{ENTRY32, LEAF}, {ENTRY32, LEAF},   {PING, PONG},      {PONG, PING},
	{PONG, MIDDLE},	 {ENTRY_X32, HOST}, {INIT, LEAF},
};

static const kv_syscall syscalls[] = {
	{.abi = KV_ABI_NATIVE, .number = 2, .entry = ENTRY64, .base = CALL},
	{.abi = KV_ABI_IA32, .number = 5, .entry = ENTRY32, .base = CALL},
	{.abi = KV_ABI_X32, .number = 512, .entry = ENTRY_X32, .base = CALL},
};

static const kv_pointer pointers[] = {
	{.target = LEAF,
	 .holder = MIDDLE,
	 .type = NOTHING,
	 .member = NOTHING,
	 .flags = KV_POINTER_IN_CODE},
	{.target = ENTRY64, .holder = OPS, .type = NOTHING, .member = NOTHING},
	{.target = PING, .holder = OPS, .type = FILE_OPERATIONS, .member = OPEN},
	{.target = APART, .holder = OPS, .type = FILE_OPERATIONS, .member = OPEN},
};

static const kv_thread threads[] = {
	{.main = PONG, .creator = INIT, .through = THROUGH},
	{.main = PONG, .creator = MIDDLE, .through = THROUGH},
	{.main = APART, .creator = INIT, .through = THROUGH},
	{.main = LEAF, .creator = INIT, .through = THROUGH, .flags = KV_THREAD_EXTERNAL},
};

static const kv_function functions[] = {{.address = 0x70, .source = 1, .symbol = HOST}};
static const kv_copy copies[] = {{.host = 0}};
static const kv_source sources[] = {
	{.name = LEAF, .file = FILE_C, .line = 1, .first_copy = 0, .copy_count = 1},
	{.name = HOST, .file = FILE_C, .line = 2},
};

static kv_index new_index(void)
{
	return (kv_index){.strings = strings,
			  .symbols = symbols,
			  .symbol_count = G_N_ELEMENTS(symbols),
			  .functions = functions,
			  .function_count = G_N_ELEMENTS(functions),
			  .sources = sources,
			  .source_count = G_N_ELEMENTS(sources),
			  .copies = copies,
			  .has_dwarf = true,
			  .has_code = true,
			  .has_syscalls = true,
			  .calls = calls,
			  .call_count = G_N_ELEMENTS(calls),
			  .pointers = pointers,
			  .pointer_count = G_N_ELEMENTS(pointers),
			  .syscalls = syscalls,
			  .syscall_count = G_N_ELEMENTS(syscalls),
			  .threads = threads,
			  .thread_count = G_N_ELEMENTS(threads)};
}

static void expect_path(const kv_reach *reach, const kv_index *index, uint32_t from,
			const char *expected)
{
	g_autoptr(GArray) path = kv_reach_path(reach, from);
	g_autofree char *text = kv_path_text(index, path);

	g_assert_cmpstr(text, ==, expected);
	g_assert_cmpint(kv_reach_contains(reach, from), ==, expected[0] != '\0');
}

static void test_paths(void)
{
	kv_index index = new_index();
	const uint32_t target = ALIAS;
	g_autoptr(kv_reach) reach = kv_reach_new(&index, &target, 1, KV_REACH_LIMIT);

	g_assert_true(kv_reach_is_complete(reach));
	expect_path(reach, &index, LEAF, "leaf");
	expect_path(reach, &index, ENTRY64, "__x64_sys_open > middle > leaf");
	expect_path(reach, &index, ENTRY32, "__ia32_compat_sys_open > leaf");
	expect_path(reach, &index, PING, "ping > pong > middle > leaf");
	expect_path(reach, &index, APART, "");
	expect_path(reach, &index, ENTRY_X32, "");
	fake_index_clear(&index);
}

static void test_several_targets(void)
{
	kv_index index = new_index();
	const uint32_t targets[] = {LEAF, APART, LEAF};
	g_autoptr(kv_reach) reach = kv_reach_new(&index, targets, 3, KV_REACH_LIMIT);

	expect_path(reach, &index, ENTRY64, "__x64_sys_open > apart");
	expect_path(reach, &index, MIDDLE, "middle > leaf");
	fake_index_clear(&index);
}

/* What is not found may be there nevertheless. */
static void test_limit(void)
{
	kv_index index = new_index();
	const uint32_t target = LEAF;
	g_autoptr(kv_reach) reach = kv_reach_new(&index, &target, 1, 2);

	g_assert_false(kv_reach_is_complete(reach));
	expect_path(reach, &index, MIDDLE, "middle > leaf");
	expect_path(reach, &index, ENTRY64, "");
	fake_index_clear(&index);
}

/* So many functions that their callers are looked up all at once. */
static void test_many(void)
{
	enum { MANY = 1500 };
	g_autofree kv_symbol *chain = g_new0(kv_symbol, MANY);
	g_autofree fake_call *links = g_new0(fake_call, 2 * MANY);
	kv_index index = {.strings = strings,
			  .symbols = chain,
			  .symbol_count = MANY,
			  .has_code = true,
			  .calls = links};
	const uint32_t target = 0;
	g_autoptr(kv_reach) reach = NULL;

	/* Each function calls the one before it, and the one fifty before it. */
	for (uint32_t i = 0; i < MANY; i++) {
		chain[i] = (kv_symbol){.address = i,
				       .function = KV_NONE,
				       .flags = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION};
		if (i > 0)
			links[index.call_count++] = (fake_call){i, i - 1};
		if (i >= 50)
			links[index.call_count++] = (fake_call){i, i - 50};
	}
	chain[1400].flags = KV_SYMBOL_TEXT; /* a label */
	reach = kv_reach_new(&index, &target, 1, KV_REACH_LIMIT);
	g_assert_true(kv_reach_is_complete(reach));
	g_assert_cmpuint(kv_reach_count(reach), ==, MANY - 1);
	g_assert_false(kv_reach_contains(reach, 1400));
	g_assert_cmpuint(kv_reach_distance(reach, 49), ==, 49);
	g_assert_cmpuint(kv_reach_distance(reach, 1000), ==, 20);
	g_assert_cmpuint(kv_reach_distance(reach, 1351), ==, 28);
	g_assert_cmpuint(kv_reach_distance(reach, 1499), ==, 78);
	fake_index_clear(&index);
}

static void test_no_code(void)
{
	kv_index index = new_index();
	const uint32_t target = LEAF;
	g_autoptr(kv_reach) reach = NULL;
	kv_entrances *entrances;

	index.has_code = false;
	index.call_count = 0;
	reach = kv_reach_new(&index, &target, 1, KV_REACH_LIMIT);
	g_assert_false(kv_reach_is_complete(reach));
	entrances = kv_entrances_new(&index, LEAF, NULL, NULL);
	g_assert_nonnull(entrances->unknown);
	kv_entrances_free(entrances);
	fake_index_clear(&index);
}

static void test_callers(void)
{
	kv_index index = new_index();
	g_autoptr(GPtrArray) callers = kv_index_callers(&index, LEAF);

	g_assert_cmpuint(callers->len, ==, 2);
	g_assert_true(callers->pdata[0] == &symbols[MIDDLE]);
	g_assert_true(callers->pdata[1] == &symbols[ENTRY32]);
	fake_index_clear(&index);
}

/* The only way of @routes. */
static void expect_route(const kv_routes *routes, const char *name, const char *type, guint length,
			 const char *copy)
{
	const kv_route *route;

	g_assert_cmpuint(routes->count, ==, 1);
	route = g_ptr_array_index(routes->shortest, 0);
	g_assert_cmpstr(route->name, ==, name);
	g_assert_cmpstr(route->type, ==, type);
	g_assert_cmpuint(route->path->len, ==, length);
	g_assert_cmpstr(route->copy, ==, copy);
	g_assert_null(route->body);
}

/* Ways that lead to another body: one that is nearer than a copy, one beside a way to it. */
static void test_bodies(void)
{
	kv_index index = new_index();
	const uint32_t other[] = {APART, PING};
	g_autoptr(GArray) bodies = g_array_new(FALSE, FALSE, sizeof(guint32));
	kv_entrances *entrances;
	const kv_route *route;

	g_array_append_vals(bodies, other, 2);
	entrances = kv_entrances_new(&index, MIDDLE, bodies, &sources[0]);
	route = g_ptr_array_index(entrances->syscalls[KV_ABI_NATIVE].shortest, 0);
	g_assert_cmpuint(route->path->len, ==, 2);
	g_assert_cmpstr(route->path->pdata[1], ==, "middle");
	g_assert_cmpstr(route->body, ==, "apart");
	expect_route(&entrances->syscalls[KV_ABI_X32], "open", NULL, 2, "host");
	g_assert_cmpuint(entrances->syscalls[KV_ABI_IA32].count, ==, 0);
	kv_entrances_free(entrances);

	entrances = kv_entrances_new(&index, KV_NONE, bodies, NULL);
	g_assert_cmpuint(entrances->tables.count, ==, 2);
	route = g_ptr_array_index(entrances->tables.shortest, 0);
	g_assert_cmpuint(route->path->len, ==, 1);
	g_assert_cmpstr(route->body, ==, route->path->pdata[0]);
	kv_entrances_free(entrances);
	fake_index_clear(&index);
}

static void test_entrances(void)
{
	kv_index index = new_index();
	kv_entrances *entrances = kv_entrances_new(&index, LEAF, NULL, &sources[0]);

	g_assert_null(entrances->unknown);
	expect_route(&entrances->syscalls[KV_ABI_NATIVE], "open", NULL, 3, NULL);
	expect_route(&entrances->syscalls[KV_ABI_IA32], "open", NULL, 2, NULL);
	expect_route(&entrances->syscalls[KV_ABI_X32], "open", NULL, 2, "host");
	/* Not the pointer in code, nor that of a system call's entry. */
	expect_route(&entrances->tables, "some_fops.ops.open", "file_operations", 4, NULL);
	expect_route(&entrances->threads, "pong", "kthread_create_on_node", 3, NULL);
	kv_entrances_free(entrances);
	fake_index_clear(&index);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reach/paths", test_paths);
	g_test_add_func("/reach/several-targets", test_several_targets);
	g_test_add_func("/reach/limit", test_limit);
	g_test_add_func("/reach/many", test_many);
	g_test_add_func("/reach/no-code", test_no_code);
	g_test_add_func("/reach/callers", test_callers);
	g_test_add_func("/reach/entrances", test_entrances);
	g_test_add_func("/reach/bodies", test_bodies);
	return g_test_run();
}
