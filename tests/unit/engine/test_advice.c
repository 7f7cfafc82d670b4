/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "advice/advice.h"
#include "engine/catalogue.h"
#include "fake_kernel.h"

static bool livepatching = true;

static void find_no_livepatch(kv_check *check)
{
	if (!livepatching)
		kv_check_report(check, NULL, "it lacks livepatching");
}

/* It finds what the name says: advice.c asks, and does not look for itself. */
static void find_trapped(kv_check *check, const kv_patched *patched)
{
	if (g_str_has_prefix(kv_patched_name(patched), "trapped"))
		kv_check_report(check, patched, "it is a trap");
}

static const kv_rule no_livepatch = {.id = "kernel-no-livepatch",
				     .check_livepatch = find_no_livepatch};
static const kv_rule dead_entry = {.id = "trace-dead-entry", .check_function = find_trapped};

static const kv_rule on_stack = {.id = "transition-always-on-stack"};
static const kv_rule kthread = {.id = "transition-kthread"};

/* Those of the rules that an answer asks, by id. */
const kv_rule_info kv_rule_catalogue[] = {
	{.rule = &no_livepatch}, {.rule = &dead_entry}, {.rule = &on_stack}, {.rule = &kthread}};
const unsigned int kv_rule_count = G_N_ELEMENTS(kv_rule_catalogue);

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
	TRAPPED,
	VANISHED,
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
	[TRAPPED] = "trapped",	[VANISHED] = "vanished",
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
	{.address = 0xa0, .name = TRAPPED, .type = 't', .function = 5, .flags = CODE},
};

static const kv_function functions[] = {
	{.address = 0x10, .source = 0, .symbol = 0}, {.address = 0x20, .source = 1, .symbol = 2},
	{.address = 0x30, .source = 2, .symbol = 3}, {.address = 0x40, .source = 3, .symbol = 4},
	{.address = 0x70, .source = 4, .symbol = 7}, {.address = 0xa0, .source = 6, .symbol = 11},
};

static const kv_source sources[] = {
	{.name = PLAIN, .file = FILE_C, .line = 1, .prototype = PROTOTYPE},
	{.name = SHARED, .file = FILE_C, .line = 2, .first_copy = 0, .copy_count = 6},
	{.name = HOST, .file = FILE_C, .line = 3},
	{.name = GONE, .file = FILE_C, .line = 4, .first_copy = 6, .copy_count = 1},
	{.name = OLDER, .file = FILE_C, .line = 5},
	{.name = FOLDED, .file = FILE_C, .line = 6, .first_copy = 7, .copy_count = 1},
	{.name = TRAPPED, .file = FILE_C, .line = 7},
	{.name = VANISHED, .file = FILE_C, .line = 8, .first_copy = 8, .copy_count = 1},
};

static const kv_copy copies[] = {
	{.host = 2},
	{.host = 2},
	{.host = 4}, /* in init text */
	{.host = 1, .flags = KV_COPY_SELF},
	{.host = 2, .flags = KV_COPY_EMPTY},
	{.host = 2, .flags = KV_COPY_EMPTY},
	{.host = 2},			     /* of gone */
	{.host = 2},			     /* of folded */
	{.host = 2, .flags = KV_COPY_EMPTY}, /* of vanished */
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

/* The only module that has other functions. */
static const char *defining_module;

static kv_advice *ask(kv_index *index, const char *name, uint64_t position)
{
	kv_kernel kernel = {.vmlinux = index, .defining_module = defining_module};

	return kv_advice_new(&kernel, "vmlinux", index, name, position);
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
	const kv_advice_place *host;

	g_assert_true(advice->patchable);
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_PATCH_WITH);
	g_assert_cmpuint(candidate->hosts->len, ==, 1);
	host = candidate->hosts->pdata[0];
	g_assert_cmpstr(host->name, ==, "host_function");
	g_assert_cmpstr(host->remark, ==, "2 copies");
	g_assert_true(host->patchability == KV_PATCHABLE);
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
	g_assert_cmpstr(only_candidate(advice)->copies_unknown, ==,
			"there is no debug information");
	fake_index_clear(&index);
}

/* What is known of damaged debug information counts. */
static void test_damaged_dwarf(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = NULL;

	index.has_dwarf = false;
	index.damaged_dwarf = true;
	advice = ask(&index, "shared", 0);
	g_assert_true(advice->patchable);
	g_assert_false(advice->complete);
	g_assert_cmpint(only_candidate(advice)->verdict, ==, KV_VERDICT_PATCH_WITH);
	g_assert_cmpstr(advice->explanation, ==,
			"patch this and the 1 listed; the debug information is damaged, so it is "
			"not known where else its code is inlined");
	fake_index_clear(&index);
}

/* A name that is not there, when only debug information could say whether it is inlined. */
static void test_undecided(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = NULL, decided = ask(&index, "something_else", 0);

	g_assert_false(decided->undecided);
	index.has_dwarf = false;
	advice = ask(&index, "something_else", 0);
	g_assert_true(advice->undecided);
	g_assert_false(advice->patchable);
	g_assert_cmpstr(advice->explanation, ==,
			"vmlinux has no symbol something_else; it may be inlined, but there is no "
			"debug information, so that is not known");
	fake_index_clear(&index);
}

static void test_elsewhere(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = NULL;

	defining_module = "some_module";
	advice = ask(&index, "something_else", 0);
	defining_module = NULL;
	g_assert_false(advice->patchable);
	g_assert_cmpuint(advice->elsewhere->len, ==, 1);
	g_assert_cmpstr(advice->explanation, ==,
			"vmlinux has no function something_else; it is in some_module: ask with "
			"--object some_module");
	fake_index_clear(&index);
}

/* No code of it is left, but it has been there. */
static void test_vanished(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) advice = ask(&index, "vanished", 0);
	const kv_candidate *candidate = only_candidate(advice);

	g_assert_false(advice->patchable);
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_CANNOT);
	g_assert_cmpuint(candidate->vanished->len, ==, 1);
	g_assert_cmpstr(((kv_advice_place *)candidate->vanished->pdata[0])->name, ==,
			"host_function");
	g_assert_cmpstr(advice->explanation, ==,
			"vmlinux has no symbol vanished, although fs/x.c:8 defines it; nothing to "
			"patch: it is inlined, but where it was no code of it is left");
	fake_index_clear(&index);
}

/* What rules say of a livepatch holds for an answer without one. */
static void test_findings(void)
{
	kv_index index = new_index();
	g_autoptr(kv_advice) trapped = ask(&index, "trapped", 0), refused = NULL;

	g_assert_false(trapped->patchable);
	g_assert_cmpint(only_candidate(trapped)->verdict, ==, KV_VERDICT_CANNOT);
	g_assert_cmpstr(trapped->explanation, ==,
			"cannot be patched, because it is a trap; patch its callers");

	livepatching = false;
	refused = ask(&index, "plain", 0);
	livepatching = true;
	g_assert_false(refused->patchable);
	g_assert_cmpstr(refused->explanation, ==,
			"cannot be patched, because it lacks livepatching");
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
	g_assert_cmpstr(((kv_advice_place *)candidate->bodies->pdata[0])->name, ==, "gone.part.0");
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
	g_assert_cmpstr(candidate->copies_unknown, ==,
			"the debug information does not describe its code");
	g_assert_cmpint(candidate->verdict, ==, KV_VERDICT_PATCH_WITH);
	g_assert_cmpuint(candidate->location.line, ==, 6);
	g_assert_cmpuint(candidate->hosts->len, ==, 1);
	g_assert_cmpstr(((kv_advice_place *)candidate->hosts->pdata[0])->name, ==, "host_function");
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
	g_assert_cmpstr(((kv_advice_place *)near->similar->pdata[0])->name, ==, "host_function");
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
	g_test_add_func("/advice/damaged-dwarf", test_damaged_dwarf);
	g_test_add_func("/advice/undecided", test_undecided);
	g_test_add_func("/advice/elsewhere", test_elsewhere);
	g_test_add_func("/advice/vanished", test_vanished);
	g_test_add_func("/advice/findings", test_findings);
	g_test_add_func("/advice/positions", test_positions);
	g_test_add_func("/advice/no-symbol", test_no_symbol);
	g_test_add_func("/advice/folded", test_folded);
	g_test_add_func("/advice/untraceable", test_untraceable);
	g_test_add_func("/advice/unknown-name", test_unknown_name);
	return g_test_run();
}
