/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/catalogue.h"
#include "engine/check.h"
#include "image/patchability.h"
#include "fake_kernel.h"

/* Strings of the fake indexes. */
enum { EMPTY, ALPHA, TWICE, FRESH, COLD, WORDS, FILE_C, BETA, OTHER_C };
static const char *const strings[] = {
	[EMPTY] = "",	       [ALPHA] = "alpha", [TWICE] = "twice",	   [FRESH] = "fresh",
	[COLD] = "f.cold",     [WORDS] = "words", [FILE_C] = "kernel/a.c", [BETA] = "beta",
	[OTHER_C] = "lib/b.c",
};

enum {
	CODE = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION | KV_SYMBOL_CORE,
	INIT = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION, /* of a module: gone after its init */
	DATA = KV_SYMBOL_CORE,
};

static kv_symbol symbols[] = {
	{.address = 0x100, .name = ALPHA, .function = 0, .flags = CODE},
	{.address = 0x200, .name = TWICE, .function = KV_NONE, .flags = CODE},
	{.address = 0x300,
	 .name = BETA,
	 .function = 1,
	 .flags = CODE,
	 .ftrace_offset = KV_NO_FTRACE},
	{.address = 0x400,
	 .name = TWICE,
	 .function = KV_NONE,
	 .flags = DATA,
	 .ftrace_offset = KV_NO_FTRACE},
	{.address = 0x500,
	 .name = FRESH,
	 .function = KV_NONE,
	 .flags = INIT,
	 .region = KV_REGION_INIT},
	{.address = 0x600, .name = FRESH, .function = KV_NONE, .flags = CODE},
	{.address = 0x700,
	 .name = COLD,
	 .function = KV_NONE,
	 .flags = CODE,
	 .ftrace_offset = KV_NO_FTRACE},
	{.address = 0x800,
	 .name = WORDS,
	 .function = KV_NONE,
	 .flags = CODE,
	 .ftrace_offset = KV_NO_FTRACE},
};

static kv_function functions[] = {
	{.address = 0x100, .size = 8, .source = 0, .symbol = 0, .unit = 0},
	{.address = 0x300, .size = 8, .source = 1, .symbol = 2, .unit = 1},
};

static kv_source sources[] = {
	{.name = ALPHA, .file = FILE_C, .line = 11},
	{.name = BETA, .file = OTHER_C, .line = 22},
};

static kv_unit units[] = {
	{.name = FILE_C, .function_count = 3, .traceable_count = 2},
	{.name = OTHER_C, .function_count = 3, .traceable_count = 0},
};

static const kv_copy copies[] = {
	{.address = 0x304, .host = 1},
	{.address = 0x104, .host = 0, .flags = KV_COPY_SELF},
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
			  .units = units,
			  .has_dwarf = true,
			  .has_ftrace = true};
}

/* What the rules below saw, in order. */
static GString *trace;

static void see_livepatch(kv_check *check)
{
	g_string_append(trace, "livepatch;");
}

static void see_function(kv_check *check, const kv_patched *patched)
{
	static const char *const names[] = {
		[KV_LOOKUP_FOUND] = "found",	     [KV_LOOKUP_ABSENT] = "absent",
		[KV_LOOKUP_AMBIGUOUS] = "ambiguous", [KV_LOOKUP_OUT_OF_RANGE] = "range",
		[KV_LOOKUP_INVALID] = "invalid",     [KV_LOOKUP_UNKNOWN] = "unknown",
	};
	const kv_symbol *symbol = kv_patched_symbol(patched);

	g_string_append_printf(trace, "%s=%s/%s", kv_patched_name(patched), names[patched->lookup],
			       names[patched->loading_lookup]);
	if (symbol)
		g_string_append_printf(trace, "@%" G_GINT64_MODIFIER "x", symbol->address);
	g_string_append_c(trace, ';');
}

/* Whether the rule below says that nothing comes of what it calls an error. */
static bool effectless;

static void complain(kv_check *check, const kv_patched *patched)
{
	kv_finding *finding;

	if (strcmp(patched->function->old_name, "beta") != 0)
		return;
	finding = kv_check_report(check, patched, "%s is bad", kv_patched_name(patched));
	kv_finding_set_remedy(finding, "leave %s alone", "it");
	kv_finding_add_symbol(finding, patched->index, kv_patched_symbol(patched), "line %d", 22);
	if (effectless)
		kv_finding_set_effect(finding, KV_EFFECT_NONE, KV_STAGE_RUN);
}

static void complain_generally(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	kv_finding *finding = NULL;

	if (livepatch->objects->len < 2)
		return;
	finding = kv_check_report_object(check, livepatch->objects->pdata[1], "second object");
	kv_finding_set_remedy(finding, "-");
	finding = kv_check_report(check, NULL, "whole");
	kv_finding_set_remedy(finding, "-");
}

static const kv_rule rule_complain = {
	.id = "a-complain",
	.check_livepatch = complain_generally,
	.check_function = complain,
};
static const kv_rule rule_dwarf = {.id = "b-dwarf", .check_function = see_function};
static const kv_rule rule_list = {.id = "c-list", .check_livepatch = see_livepatch};
static const kv_rule rule_trace = {.id = "d-trace", .check_function = see_function};

const kv_rule_info kv_rule_catalogue[] = {
	{.rule = &rule_complain,
	 .level = KV_ERROR_LEVEL,
	 .confidence = KV_EXACT,
	 .effect = KV_EFFECT_INEFFECTIVE},
	{.rule = &rule_dwarf, .needs = KV_NEEDS_DWARF},
	{.rule = &rule_list,
	 .needs = KV_NEEDS_FUNCTIONS,
	 .formerly = (const char *const[]){"a-row", "list", NULL}},
	{.rule = &rule_trace},
};
const unsigned int kv_rule_count = G_N_ELEMENTS(kv_rule_catalogue);

typedef struct fixture {
	kv_index vmlinux, module;
	kv_kernel kernel;
	kv_livepatch *livepatch;
} fixture;

static void set_up(fixture *f, gconstpointer data)
{
	f->vmlinux = new_index();
	f->module = new_index();
	f->kernel = (kv_kernel){.vmlinux = &f->vmlinux,
				.module = &f->module,
				.module_name = "target",
				.builtin_name = "ext4",
				.warnings = g_ptr_array_new()};
	f->livepatch = kv_livepatch_new("fix.ko");
	trace = g_string_new(NULL);
}

static void tear_down(fixture *f, gconstpointer data)
{
	fake_index_clear(&f->vmlinux);
	fake_index_clear(&f->module);
	g_ptr_array_unref(f->kernel.warnings);
	kv_livepatch_free(f->livepatch);
	g_string_free(trace, TRUE);
}

static kv_lp_object *patch(fixture *f, const char *object)
{
	return kv_livepatch_add_object(f->livepatch, object);
}

static void patch_function(kv_lp_object *object, const char *name, uint64_t position)
{
	kv_lp_object_add_function(object, name)->sympos = position;
}

/* Runs the check with only what d-trace saw in the trace. */
static void assert_lookups(fixture *f, const char *expected)
{
	g_autoptr(kv_result) result = NULL;

	f->vmlinux.has_dwarf = f->module.has_dwarf = false;
	result = kv_check_run(f->livepatch, &f->kernel);
	g_assert_cmpstr(trace->str, ==, expected);
}

static void test_lookup_vmlinux(fixture *f, gconstpointer data)
{
	kv_lp_object *object = patch(f, NULL);

	patch_function(object, "alpha", 0);
	patch_function(object, "alpha", 1);
	patch_function(object, "alpha", 2);
	patch_function(object, "twice", 0);
	patch_function(object, "twice", 1);
	patch_function(object, "twice", 2);
	patch_function(object, "twice", 3);
	patch_function(object, "nothing", 0);
	patch_function(object, "nothing", 1);
	/* vmlinux: init symbols stay in kallsyms */
	patch_function(object, "fresh", 0);
	patch_function(object, "alpha", G_MAXUINT64);
	assert_lookups(f, "livepatch;alpha=found/found@100;alpha,1=found/found@100;"
			  "alpha,2=range/range;twice=ambiguous/ambiguous;"
			  "twice,1=found/found@200;twice,2=found/found@400;twice,3=range/range;"
			  "nothing=absent/absent;nothing,1=absent/absent;"
			  "fresh=ambiguous/ambiguous;"
			  "alpha,18446744073709551615=range/range;");
}

static void test_lookup_module(fixture *f, gconstpointer data)
{
	kv_lp_object *object = patch(f, "target");

	/* one init symbol, then one that stays */
	patch_function(object, "fresh", 0);
	patch_function(object, "fresh", 1);
	patch_function(object, "fresh", 2);
	patch_function(object, "beta", 0);
	assert_lookups(f, "livepatch;fresh=found/ambiguous@600;fresh,1=found/found@600;"
			  "fresh,2=range/found;beta=found/found@300;");
}

static void test_lookup_names(fixture *f, gconstpointer data)
{
	g_autofree char *longest = g_strnfill(511, 'x'), *too_long = g_strnfill(512, 'x');
	g_autofree char *expected = g_strdup_printf(
		"livepatch;%s=absent/absent;%s=invalid/invalid;", longest, too_long);
	kv_lp_object *object = patch(f, NULL);

	patch_function(object, NULL, 0);
	patch_function(object, "", 0);
	patch_function(object, longest, 0);
	patch_function(object, too_long, 0);
	assert_lookups(f, expected);
}

/* Functions of an object that no module can be: the kernel never looks at them. */
static void test_unreachable(fixture *f, gconstpointer data)
{
	static const char *const names[] = {"vmlinux",	 "",	       "ho-target",
					    "target.ko", "net/target", "ext4"};
	g_autofree char *too_long = g_strnfill(56, 'm');
	g_autoptr(kv_result) result = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		patch_function(patch(f, names[i]), "alpha", 0);
	patch_function(patch(f, too_long), "alpha", 0);
	result = kv_check_run(f->livepatch, &f->kernel);
	g_assert_cmpstr(trace->str, ==, "livepatch;");
	g_assert_cmpuint(result->not_checked->len, ==, 0);
	g_assert_cmpuint(result->functions->len, ==, G_N_ELEMENTS(names) + 1);
	for (guint i = 0; i < result->functions->len; i++)
		g_assert_nonnull(((kv_result_function *)result->functions->pdata[i])->unreachable);
}

static const kv_not_checked *only_missing(const kv_result *result)
{
	g_assert_cmpuint(result->not_checked->len, ==, 1);
	return result->not_checked->pdata[0];
}

/* An object of vmlinux without functions ends the array for the kernel. */
static void test_behind_the_end(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;
	const kv_result_function *ignored;

	patch_function(patch(f, NULL), "alpha", 0);
	patch(f, NULL)->has_funcs = KV_NO;
	patch_function(patch(f, "target"), "alpha", 0);
	result = kv_check_run(f->livepatch, &f->kernel);
	g_assert_cmpuint(result->functions->len, ==, 2);
	ignored = result->functions->pdata[1];
	g_assert_cmpstr(ignored->object, ==, "target");
	g_assert_cmpstr(ignored->unreachable, ==, "the array of objects ends before it");
	g_assert_cmpstr(trace->str, ==, "alpha=found/found@100;livepatch;alpha=found/found@100;");
}

static void test_module_not_found(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;
	const kv_not_checked *missing;
	kv_lp_object *object = patch(f, "elsewhere");

	patch_function(object, "alpha", 0);
	patch_function(object, "twice", 0);
	result = kv_check_run(f->livepatch, &f->kernel);
	/* the rule that needs nothing runs, with unknown lookups */
	g_assert_cmpstr(trace->str, ==, "livepatch;alpha=unknown/unknown;twice=unknown/unknown;");
	missing = only_missing(result);
	g_assert_cmpstr(missing->rule, ==, "b-dwarf");
	g_assert_cmpstr(missing->object, ==, "elsewhere");
	g_assert_cmpstr(missing->function, ==, NULL);
	g_assert_cmpstr(missing->reason, ==, "no such module was found");
	g_assert_cmpstr(missing->supply, ==, "give its folder with --modules");
	g_assert_cmpuint(result->rules_checked, ==, kv_rule_count - 1);
	g_assert_false(((kv_result_function *)result->functions->pdata[0])->checked);
}

static void test_no_dwarf(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;
	const kv_not_checked *missing;

	patch_function(patch(f, NULL), "alpha", 0);
	f->vmlinux.has_dwarf = false;
	result = kv_check_run(f->livepatch, &f->kernel);
	missing = only_missing(result);
	g_assert_cmpstr(missing->rule, ==, "b-dwarf");
	g_assert_cmpstr(missing->object, ==, "vmlinux");
	g_assert_nonnull(strstr(missing->reason, "debug information"));
	g_assert_nonnull(strstr(missing->supply, "debug package"));
}

static void test_gap(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;

	patch_function(patch(f, NULL), "alpha", 0);
	kv_livepatch_add_gap(f->livepatch, "the objects", "built at run time", "build it");
	result = kv_check_run(f->livepatch, &f->kernel);
	/* c-list needs the whole list and does not run; the others do with what was read */
	g_assert_cmpstr(trace->str, ==, "alpha=found/found@100;alpha=found/found@100;");
	g_assert_cmpuint(result->not_checked->len, ==, kv_rule_count);
	for (guint i = 0; i < result->not_checked->len; i++) {
		const kv_not_checked *missing = result->not_checked->pdata[i];

		g_assert_cmpstr(missing->rule, ==, kv_rule_catalogue[i].rule->id);
		g_assert_cmpstr(missing->reason, ==, "the objects: built at run time");
		g_assert_cmpstr(missing->supply, ==, "build it");
	}
	g_assert_cmpuint(result->rules_checked, ==, 0);
	g_assert_false(((kv_result_function *)result->functions->pdata[0])->checked);
}

static void test_findings(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;
	const kv_finding *first, *second, *third;
	const kv_evidence *fact;

	patch_function(patch(f, NULL), "beta", 1);
	patch_function(patch(f, "target"), "alpha", 0);
	result = kv_check_run(f->livepatch, &f->kernel);
	g_assert_cmpuint(result->findings->len, ==, 3);
	first = result->findings->pdata[0];
	second = result->findings->pdata[1];
	third = result->findings->pdata[2];

	/* the whole livepatch, then by object and function; not in the order of emission */
	g_assert_cmpstr(first->message, ==, "whole");
	g_assert_cmpstr(first->object, ==, NULL);
	g_assert_cmpstr(second->message, ==, "beta,1 is bad");
	g_assert_cmpstr(second->object, ==, "vmlinux");
	g_assert_cmpstr(second->function, ==, "beta,1");
	g_assert_cmpstr(second->location.file, ==, "lib/b.c");
	g_assert_cmpuint(second->location.line, ==, 22);
	g_assert_cmpstr(second->remedy, ==, "leave it alone");
	g_assert_cmpint(second->level, ==, KV_ERROR_LEVEL);
	g_assert_cmpint(second->effect, ==, KV_EFFECT_INEFFECTIVE);
	g_assert_cmpstr(third->message, ==, "second object");
	g_assert_cmpstr(third->object, ==, "target");
	g_assert_cmpstr(third->function, ==, NULL);

	fact = second->evidence->pdata[0];
	g_assert_cmpstr(fact->name, ==, "beta");
	g_assert_cmpstr(fact->location.file, ==, "lib/b.c");
	g_assert_cmpstr(fact->remark, ==, "line 22");
	/* where the kernel finds them, counted from 1 */
	g_assert_cmpuint(first->object_number, ==, 0);
	g_assert_cmpuint(second->object_number, ==, 1);
	g_assert_cmpuint(second->function_number, ==, 1);
	g_assert_cmpuint(third->object_number, ==, 2);
	g_assert_cmpuint(third->function_number, ==, 0);
}

static const char *summary_of_alpha(fixture *f, bool patch_host, kv_result **result)
{
	kv_lp_object *object = patch(f, NULL);

	patch_function(object, "alpha", 0);
	if (patch_host)
		patch_function(object, "beta", 0);
	*result = kv_check_run(f->livepatch, &f->kernel);
	return ((kv_result_function *)(*result)->functions->pdata[0])->summary;
}

static void test_summary_plain(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;

	sources[0].first_copy = 1; /* the self-hosted one */
	sources[0].copy_count = 1;
	g_assert_cmpstr(summary_of_alpha(f, false, &result), ==,
			"one symbol, ftrace location at its entry, no copies elsewhere");
	g_assert_true(((kv_result_function *)result->functions->pdata[0])->checked);
	g_assert_null(((kv_result_function *)result->functions->pdata[0])->unreachable);
}

static void test_summary_copies(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) alone = NULL;

	sources[0].first_copy = 0;
	sources[0].copy_count = 2;
	/* nothing may be claimed of a copy that stays */
	g_assert_cmpstr(summary_of_alpha(f, false, &alone), ==,
			"one symbol, ftrace location at its entry");
}

static void test_summary_covered(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) covered = NULL;

	sources[0].first_copy = 0;
	sources[0].copy_count = 2;
	g_assert_cmpstr(summary_of_alpha(f, true, &covered), ==,
			"one symbol, ftrace location at its entry, every function with a copy is "
			"patched too");
}

static void test_duplicates_listed_once(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;
	kv_lp_object *object = patch(f, NULL);

	patch_function(object, "beta", 0);
	patch_function(object, "beta", 0);
	result = kv_check_run(f->livepatch, &f->kernel);
	g_assert_cmpuint(result->functions->len, ==, 1);
	g_assert_cmpstr(((kv_result_function *)result->functions->pdata[0])->summary, ==, NULL);
}

static void assert_no_ftrace(kv_symbol symbol, const char *expected)
{
	kv_index index = new_index();

	g_assert_nonnull(
		strstr(kv_patchability_reason(kv_symbol_patchability(&index, &symbol)), expected));
}

static void test_no_ftrace_reasons(void)
{
	static const struct {
		kv_region region;
		const char *expected;
	} regions[] = {
		{KV_REGION_INIT, "init text"},		{KV_REGION_EXIT, "__exit"},
		{KV_REGION_NOINSTR, "noinstr"},		{KV_REGION_ENTRY, ".entry.text"},
		{KV_REGION_STATIC_CALL, "static call"},
	};
	kv_symbol plain = symbols[2], in_region = symbols[7];

	for (guint i = 0; i < G_N_ELEMENTS(regions); i++) {
		in_region.region = regions[i].region;
		assert_no_ftrace(in_region, regions[i].expected);
	}
	assert_no_ftrace(symbols[3], "data");
	assert_no_ftrace(symbols[6], "unlikely part");
	assert_no_ftrace(symbols[7], "assembly");
	assert_no_ftrace(plain, "its file is built without");

	units[1].function_count = 1;
	assert_no_ftrace(plain, "the only function");
	units[1].traceable_count = 1;
	assert_no_ftrace(plain, "marked notrace");
	sources[1].flags = KV_SOURCE_INLINE;
	assert_no_ftrace(plain, "inline");
	sources[1].flags = 0;
}

static void test_patchability(void)
{
	kv_index index = new_index();

	g_assert_cmpstr(kv_symbol_patchability_text(&index, &symbols[0]), ==, "can be patched");
	/* an ftrace location does not help in text that is freed */
	g_assert_true(g_str_has_prefix(kv_symbol_patchability_text(&index, &symbols[4]),
				       "cannot be patched: it is init text"));
	g_assert_cmpstr(kv_symbol_patchability_text(&index, &symbols[3]), ==,
			"cannot be patched: it is data, not a function");
}

static void test_error_without_effect(fixture *f, gconstpointer data)
{
	g_autoptr(kv_result) result = NULL;

	patch_function(patch(f, NULL), "beta", 0);
	effectless = true;
	g_test_expect_message(NULL, G_LOG_LEVEL_CRITICAL,
			      "rule a-complain reports an error without an effect");
	result = kv_check_run(f->livepatch, &f->kernel);
	g_test_assert_expected_messages();
	effectless = false;
}

static void test_catalogue(void)
{
	g_assert_true(kv_rule_find("c-list") == &kv_rule_catalogue[2]);
	g_assert_null(kv_rule_find("c-lis"));
	g_assert_null(kv_rule_find(""));
	g_assert_true(kv_rule_find("a-row") == &kv_rule_catalogue[2]);
	g_assert_true(kv_rule_find("list") == &kv_rule_catalogue[2]);
	g_assert_null(kv_rule_find("a-ro"));
}

static void assert_similar(const char *name, const char *expected)
{
	g_autofree char *similar = kv_rules_similar(name);

	g_assert_cmpstr(similar, ==, expected);
}

static void test_similar_rules(void)
{
	assert_similar("d-trcae", "d-trace");
	assert_similar("a-rwo", "c-list");
	assert_similar("something", NULL);
}

#define ADD(path, function) g_test_add(path, fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/engine/lookup/vmlinux", test_lookup_vmlinux);
	ADD("/engine/lookup/module", test_lookup_module);
	ADD("/engine/lookup/names", test_lookup_names);
	ADD("/engine/unreachable", test_unreachable);
	ADD("/engine/behind-the-end", test_behind_the_end);
	ADD("/engine/not-checked/module", test_module_not_found);
	ADD("/engine/not-checked/dwarf", test_no_dwarf);
	ADD("/engine/not-checked/gap", test_gap);
	ADD("/engine/findings", test_findings);
	ADD("/engine/summary/plain", test_summary_plain);
	ADD("/engine/summary/copies", test_summary_copies);
	ADD("/engine/summary/covered", test_summary_covered);
	ADD("/engine/error-without-effect", test_error_without_effect);
	ADD("/engine/duplicates", test_duplicates_listed_once);
	g_test_add_func("/engine/symbols/no-ftrace", test_no_ftrace_reasons);
	g_test_add_func("/engine/symbols/patchability", test_patchability);
	g_test_add_func("/engine/catalogue", test_catalogue);
	g_test_add_func("/engine/similar-rules", test_similar_rules);
	return g_test_run();
}
