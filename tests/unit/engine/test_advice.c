/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/advice.h"
#include "engine/catalogue.h"
#include "fake_kernel.h"

/* advice.c needs no rules, but the engine that it is linked with has a table of them. */
const kv_rule_info kv_rule_catalogue[] = {{0}};
const unsigned int kv_rule_count = 0;

enum {
	EMPTY,
	PLAIN,
	SHARED,
	HOST,
	PART,
	TWICE,
	GONE,
	OLDER,
	WORDS,
	ALIAS,
	FOLDED,
	LABEL,
	FILE_C,
	PROTOTYPE,
};

static const char *const strings[] = {
	[EMPTY] = "",		[PLAIN] = "plain",
	[SHARED] = "shared",	[HOST] = "host_function",
	[PART] = "gone.part.0", [TWICE] = "twice",
	[GONE] = "gone",	[OLDER] = "start_up",
	[WORDS] = "words",	[ALIAS] = "plain_too",
	[FOLDED] = "folded",	[LABEL] = "$x",
	[FILE_C] = "fs/x.c",	[PROTOTYPE] = "int f(void)",
};

enum { CODE = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION | KV_SYMBOL_CORE };

static const kv_symbol symbols[] = {
	{.address = 0x10, .name = PLAIN, .type = 't', .function = 0, .flags = CODE},
	{.address = 0x10, .name = ALIAS, .type = 'T', .function = 0, .flags = CODE},
	{.address = 0x20, .name = SHARED, .type = 't', .function = 1, .flags = CODE},
	{.address = 0x30, .name = HOST, .type = 't', .function = 2, .flags = CODE},
	{.address = 0x40, .name = PART, .type = 't', .function = 3, .flags = CODE},
	{.address = 0x50, .name = TWICE, .type = 't', .function = KV_NONE, .flags = CODE},
	{.address = 0x60,
	 .name = TWICE,
	 .type = 'd',
	 .function = KV_NONE,
	 .flags = KV_SYMBOL_CORE,
	 .ftrace_offset = KV_NO_FTRACE},
	{.address = 0x70,
	 .name = OLDER,
	 .type = 't',
	 .function = 4,
	 .flags = CODE,
	 .region = KV_REGION_INIT},
	{.address = 0x80,
	 .name = WORDS,
	 .type = 'T',
	 .function = KV_NONE,
	 .flags = CODE,
	 .ftrace_offset = KV_NO_FTRACE},
	{.address = 0x90,
	 .size = 8,
	 .name = FOLDED,
	 .type = 'T',
	 .function = KV_NONE,
	 .flags = CODE},
	/* What arm64 has at the beginning of code: at the address of a function, but none. */
	{.address = 0x10, .name = LABEL, .type = 't', .function = 0, .flags = KV_SYMBOL_TEXT},
};

static const kv_function functions[] = {
	{.address = 0x10, .source = 0, .symbol = 0}, {.address = 0x20, .source = 1, .symbol = 2},
	{.address = 0x30, .source = 2, .symbol = 3}, {.address = 0x40, .source = 3, .symbol = 4},
	{.address = 0x70, .source = 4, .symbol = 7},
};

static const kv_source sources[] = {
	{.name = PLAIN, .file = FILE_C, .line = 1, .prototype = PROTOTYPE},
	{.name = SHARED, .file = FILE_C, .line = 2, .first_copy = 0, .copy_count = 6},
	{.name = HOST, .file = FILE_C, .line = 3},
	{.name = GONE, .file = FILE_C, .line = 4, .first_copy = 6, .copy_count = 1},
	{.name = OLDER, .file = FILE_C, .line = 5},
	{.name = FOLDED, .file = FILE_C, .line = 6, .first_copy = 7, .copy_count = 1},
};

static const kv_copy copies[] = {
	{.host = 2},
	{.host = 2},
	{.host = 4}, /* in init text */
	{.host = 1, .flags = KV_COPY_SELF},
	{.host = 2, .flags = KV_COPY_EMPTY},
	{.host = 2, .flags = KV_COPY_EMPTY},
	{.host = 2}, /* of gone */
	{.host = 2}, /* of folded */
};

static const kv_unit units[] = {{.function_count = 5, .traceable_count = 5}};

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
			  .units = units,
			  .has_dwarf = true,
			  .has_ftrace = true};
}

static kv_advice *ask(kv_index *index, const char *name, uint64_t position)
{
	return kv_advice_new("6.1", "vmlinux", index, name, position);
}

static const kv_candidate *only_candidate(const kv_advice *advice)
{
	g_assert_cmpuint(advice->candidates->len, ==, 1);
	return advice->candidates->pdata[0];
}

static void test_plain(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = ask(&index, "plain", 0);
	const kv_candidate *candidate = only_candidate(advice);

	g_assert_true(advice->patchable);
	g_assert_true(advice->complete);
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_PATCH);
	g_assert_cmpstr(candidate->explanation, ==, "patch this");
	g_assert_cmpuint(candidate->position, ==, 1);
	g_assert_cmpstr(candidate->prototype, ==, "int f(void)");
	g_assert_cmpstr(candidate->location.file, ==, "fs/x.c");
	g_assert_cmpint(candidate->ftrace_offset, ==, 0);
	g_assert_cmpuint(candidate->aliases->len, ==, 1);
	g_assert_cmpstr(candidate->aliases->pdata[0], ==, "plain_too");
	fake_index_clear(&index);
}

static void test_copies(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = ask(&index, "shared", 0);
	const kv_candidate *candidate = only_candidate(advice);
	const kv_place *host;

	g_assert_true(advice->patchable);
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_PATCH_WITH);
	g_assert_cmpuint(candidate->hosts->len, ==, 1);
	host = candidate->hosts->pdata[0];
	g_assert_cmpstr(host->name, ==, "host_function");
	g_assert_cmpstr(host->remark, ==, "2 copies");
	g_assert_true(host->can_patch);
	g_assert_cmpuint(candidate->self_copies, ==, 1);
	g_assert_cmpuint(candidate->empty_copies, ==, 2);
	g_assert_cmpuint(candidate->gone_copies, ==, 1);
	fake_index_clear(&index);
}

static void test_without_dwarf(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = NULL;

	index.has_dwarf = false;
	advice = ask(&index, "plain", 0);
	g_assert_true(advice->patchable);
	g_assert_false(advice->complete);
	g_assert_false(only_candidate(advice)->copies_known);
	fake_index_clear(&index);
}

static void test_positions(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) all = ask(&index, "twice", 0);
	g_autoptr(kv_advice) first = ask(&index, "twice", 1);
	g_autoptr(kv_advice) second = ask(&index, "twice", 2);
	g_autoptr(kv_advice) third = ask(&index, "twice", 3);

	g_assert_false(all->patchable);
	g_assert_cmpuint(all->candidates->len, ==, 2);
	g_assert_nonnull(strstr(all->explanation, "2 symbols twice"));

	g_assert_true(first->patchable);
	g_assert_cmpuint(only_candidate(first)->position, ==, 1);

	g_assert_false(second->patchable);
	g_assert_cmpint(only_candidate(second)->verdict, ==, KV_VERDICT_CANNOT);
	g_assert_cmpstr(second->explanation, ==,
			"cannot be patched, because it is data, not a function");

	g_assert_false(third->patchable);
	g_assert_cmpuint(third->candidates->len, ==, 0);
	g_assert_nonnull(strstr(third->explanation, "no position 3"));
	fake_index_clear(&index);
}

/* Only a clone and an inlined copy are left of it. */
static void test_no_symbol(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = ask(&index, "gone", 0);
	const kv_candidate *candidate = only_candidate(advice);

	g_assert_false(advice->patchable);
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_PATCH_INSTEAD);
	g_assert_cmpuint(candidate->position, ==, 0);
	g_assert_cmpuint(candidate->bodies->len, ==, 1);
	g_assert_cmpstr(((kv_place *)candidate->bodies->pdata[0])->name, ==, "gone.part.0");
	g_assert_cmpuint(candidate->hosts->len, ==, 1);
	g_assert_cmpuint(advice->similar->len, ==, 0);
	fake_index_clear(&index);
}

/* DWARF describes its source and a copy of it, but not its own code. */
static void test_folded(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = ask(&index, "folded", 0);
	const kv_candidate *candidate = only_candidate(advice);

	g_assert_true(advice->patchable);
	g_assert_false(advice->complete);
	g_assert_false(candidate->copies_known);
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_PATCH_WITH);
	g_assert_cmpuint(candidate->location.line, ==, 6);
	g_assert_cmpuint(candidate->hosts->len, ==, 1);
	g_assert_cmpstr(((kv_place *)candidate->hosts->pdata[0])->name, ==, "host_function");
	fake_index_clear(&index);
}

static void test_untraceable(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) assembly = ask(&index, "words", 0);
	g_autoptr(kv_advice) init = ask(&index, "start_up", 0);

	g_assert_cmpstr(assembly->explanation, ==,
			"cannot be patched, because it has no ftrace location (no C function "
			"stands there: it is written in assembly); patch its callers");
	/* the ftrace location of init text does not help, and neither do its callers */
	g_assert_cmpstr(init->explanation, ==,
			"cannot be patched, because it is init text, freed once it has run");
	g_assert_false(init->patchable);
	fake_index_clear(&index);
}

static void test_unknown_name(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) near = ask(&index, "host_functoin", 0);
	g_autoptr(kv_advice) far = ask(&index, "something_else", 0);

	g_assert_false(near->patchable);
	g_assert_cmpuint(near->similar->len, ==, 1);
	g_assert_cmpstr(((kv_place *)near->similar->pdata[0])->name, ==, "host_function");
	g_assert_cmpuint(far->similar->len, ==, 0);
	g_assert_cmpstr(far->explanation, ==, "vmlinux has no function something_else");
	fake_index_clear(&index);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/advice/plain", test_plain);
	g_test_add_func("/advice/copies", test_copies);
	g_test_add_func("/advice/without-dwarf", test_without_dwarf);
	g_test_add_func("/advice/positions", test_positions);
	g_test_add_func("/advice/no-symbol", test_no_symbol);
	g_test_add_func("/advice/folded", test_folded);
	g_test_add_func("/advice/untraceable", test_untraceable);
	g_test_add_func("/advice/unknown-name", test_unknown_name);
	return g_test_run();
}
