/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <string.h>

#include "report/escape.h"
#include "advice/candidate.h"
#include "report/advice.h"
#include "report/report.h"
#include "result_fixture.h"

/* A result with one of everything. */
static kv_result *full_result(const char *kernel)
{
	kv_result *result = fixture_new_result(kernel);
	kv_result_function *function = fixture_add_function(result, "vmlinux", "do_prlimit");
	kv_finding *finding;

	function->location.file = g_strdup("kernel/sys.c");
	function->location.line = 1436;
	fixture_add_function(result, "vmlinux", "show")->summary = g_strdup("one symbol");
	fixture_add_function(result, "target", "work")->checked = FALSE;
	fixture_add_function(result, "mini-gfx", "fill")->unreachable = g_strdup("no such module");

	fixture_add_finding(result, NULL, NULL, KV_WARNING, KV_EFFECT_NONE, "odd vermagic");
	finding = fixture_add_finding(result, "vmlinux", "do_prlimit", KV_ERROR_LEVEL,
				      KV_EFFECT_INEFFECTIVE, "two copies");
	finding->location.file = g_strdup("kernel/sys.c");
	finding->location.line = 1436;
	finding->consequence = g_strdup("says nothing");
	finding->source = g_strdup("DWARF");
	kv_finding_add_keeper(finding, 0x100);
	kv_finding_add_keeper(finding, 0x200);
	kv_finding_add_evidence(finding, "first_host", "kernel/sys.c", 7, "can be %s", "patched");
	kv_finding_add_evidence(finding, "second", "mm/x.c", 0, NULL);
	kv_finding_add_evidence(finding, NULL, NULL, 0, "and more");
	fixture_add_finding(result, "target", NULL, KV_NOTE, KV_EFFECT_NONE, "twice")->confidence =
		KV_LIKELY;
	fixture_add_missing(result, "inline-copies", "target", NULL, "no module");
	fixture_add_missing(result, "inline-only", "target", NULL, "no module");
	fixture_add_missing(result, "symbol-wrong-position", "vmlinux", "show", "file unknown");
	g_ptr_array_add(result->warnings, g_strdup("System.map disagrees"));
	return result;
}

static char *write_text(kv_report *report, bool color)
{
	GString *output = g_string_new(NULL);

	kv_report_format_find("text")->write(report, color, output);
	return g_string_free(output, FALSE);
}

static void test_text(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	g_autofree char *text = NULL;

	g_ptr_array_add(report->results, full_result("6.1"));
	text = write_text(report, false);
	g_assert_cmpstr(
		text, ==,
		"fix.ko on 6.1: will load, but 1 of 4 functions is never patched and 1 of "
		"4 functions stays partly unpatched (2 functions keep its old code); as far "
		"as checked\n"
		"  about the kernel's data: System.map disagrees\n"
		"\n"
		"livepatch fix\n"
		"  warning: odd vermagic  [some-rule]\n"
		"    fix: do it right\n"
		"\n"
		"object target\n"
		"  note (likely): twice  [some-rule]\n"
		"    fix: do it right\n"
		"\n"
		"vmlinux   do_prlimit   kernel/sys.c:1436\n"
		"  error: two copies  [some-rule]\n"
		"      first_host   kernel/sys.c:7   can be patched\n"
		"      second       mm/x.c\n"
		"      and more\n"
		"    the kernel: says nothing\n"
		"    fix: do it right\n"
		"    seen in: DWARF\n"
		"\n"
		"vmlinux   show\n"
		"  ok: one symbol\n"
		"\n"
		"target    work\n"
		"  not all checked, seen so far: nothing\n"
		"\n"
		"mini-gfx  fill\n"
		"  never patched: no such module\n"
		"\n"
		"20 rules checked completely.\n"
		"Not checked:\n"
		"  inline-copies, inline-only on target\n"
		"    because: no module\n"
		"    to check it: supply it\n"
		"  symbol-wrong-position on vmlinux show\n"
		"    because: file unknown\n"
		"    to check it: supply it\n"
		"1 error, 1 warning, 1 note\n");
}

static void test_color(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	g_autofree char *colored = NULL, *plain = NULL;
	g_autoptr(GRegex) sequence = g_regex_new("\033\\[[0-9;]*m", 0, 0, NULL);
	g_autofree char *stripped = NULL;

	g_ptr_array_add(report->results, full_result("6.1"));
	plain = write_text(report, false);
	colored = write_text(report, true);
	g_assert_null(strchr(plain, '\033'));
	g_assert_nonnull(strstr(colored, "\033[1;31merror:\033[0m"));
	/* colour adds sequences and nothing else: severities stay as words */
	stripped = g_regex_replace_literal(sequence, colored, -1, 0, "", 0, NULL);
	g_assert_cmpstr(stripped, ==, plain);
}

static json_t *write_json(kv_report *report)
{
	g_autoptr(GString) output = g_string_new(NULL);
	json_t *root;

	kv_report_format_find("json")->write(report, true, output);
	g_assert_null(strchr(output->str, '\033'));
	root = json_loads(output->str, JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(root);
	return root;
}

static const char *text_at(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void test_json(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	json_t *root, *findings, *error, *fact, *summary;

	g_ptr_array_add(report->results, full_result("6.1"));
	kv_report_add_failure(report, "bad.ko", NULL, "no ELF file");
	root = write_json(report);
	findings = json_object_get(root, "findings");
	g_assert_cmpuint(json_array_size(findings), ==, 3);
	error = json_array_get(findings, 1);
	g_assert_cmpstr(text_at(error, "level"), ==, "error");
	g_assert_cmpstr(text_at(error, "confidence"), ==, "exact");
	g_assert_cmpstr(text_at(error, "effect"), ==, "ineffective");
	g_assert_cmpstr(text_at(error, "consequence"), ==, "says nothing");
	g_assert_cmpstr(text_at(error, "remedy"), ==, "do it right");
	g_assert_cmpint(
		json_integer_value(json_object_get(json_object_get(error, "location"), "line")), ==,
		1436);
	fact = json_array_get(json_object_get(error, "evidence"), 1);
	g_assert_true(json_is_null(json_object_get(json_object_get(fact, "location"), "line")));
	g_assert_true(json_is_null(json_object_get(json_array_get(findings, 0), "object")));

	summary = json_object_get(root, "summary");
	g_assert_cmpint(json_integer_value(json_object_get(summary, "error")), ==, 1);
	g_assert_cmpint(json_integer_value(json_object_get(summary, "not_checked")), ==, 3);
	g_assert_true(json_is_false(json_object_get(summary, "complete")));
	g_assert_cmpstr(text_at(json_array_get(json_object_get(root, "failures"), 0), "message"),
			==, "no ELF file");
	json_decref(root);
}

/* How those stand that were loaded before; a name can be hostile. */
static void test_previous(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	kv_result *result = fixture_new_result("6.1");
	g_autofree char *text = NULL;
	json_t *root, *array;

	g_ptr_array_add(report->results, result);
	fixture_add_previous(result, "a", KV_NO, FALSE);
	fixture_add_previous(result, "b", KV_NO, TRUE);
	fixture_add_previous(result, "c", KV_UNKNOWN, TRUE);
	fixture_add_previous(result, "d\033[1m", KV_YES, TRUE);
	text = write_text(report, false);
	g_assert_nonnull(strstr(text, "\n  loaded after: a (unloaded), b (replaced), c (perhaps "
				      "replaced), d\\u{1b}[1m\n"));

	root = write_json(report);
	array = json_object_get(json_array_get(json_object_get(root, "checks"), 0), "previous");
	g_assert_cmpuint(json_array_size(array), ==, 4);
	g_assert_cmpstr(text_at(json_array_get(array, 0), "input"), ==, "a.ko");
	g_assert_true(json_is_false(json_object_get(json_array_get(array, 0), "active")));
	g_assert_true(json_is_false(json_object_get(json_array_get(array, 0), "loaded")));
	g_assert_true(json_is_true(json_object_get(json_array_get(array, 1), "loaded")));
	g_assert_true(json_is_null(json_object_get(json_array_get(array, 2), "active")));
	g_assert_true(json_is_true(json_object_get(json_array_get(array, 3), "active")));
	json_decref(root);
}

/* What holds alike on several kernels is said once, with all of them. */
static void test_json_kernels(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	json_t *root, *findings, *kernels;
	kv_result *other = fixture_new_result("6.12");

	fixture_add_finding(other, NULL, NULL, KV_WARNING, KV_EFFECT_NONE, "odd vermagic");
	g_ptr_array_add(report->results, full_result("6.1"));
	g_ptr_array_add(report->results, other);
	root = write_json(report);
	findings = json_object_get(root, "findings");
	g_assert_cmpuint(json_array_size(findings), ==, 3);
	kernels = json_object_get(json_array_get(findings, 0), "kernels");
	g_assert_cmpuint(json_array_size(kernels), ==, 2);
	g_assert_cmpstr(json_string_value(json_array_get(kernels, 1)), ==, "6.12");
	kernels = json_object_get(json_array_get(findings, 1), "kernels");
	g_assert_cmpuint(json_array_size(kernels), ==, 1);
	json_decref(root);
}

static void test_escape(void)
{
	static const struct {
		const char *raw, *safe;
	} cases[] = {
		{"plain text", "plain text"},
		{"caf\xc3\xa9", "caf\xc3\xa9"},
		{"\033[2J", "\\u{1b}[2J"},
		{"a\nb\rc\td", "a\\u{a}b\\u{d}c\\u{9}d"},
		{"\x7f", "\\u{7f}"},
		{"\xc2\x9b"
		 "31m",
		 "\\u{9b}31m"}, /* CSI as one character */
		{"\xff\xfe", "\\xff\\xfe"},
		{"cut \xe2\x82", "cut \\xe2\\x82"},
		{"\xe2\x80\xae"
		 "cba",
		 "\\u{202e}cba"},		     /* right-to-left override */
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* surrogate */
		{"", ""},
		{NULL, ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *safe = kv_escape(cases[i].raw);

		g_assert_cmpstr(safe, ==, cases[i].safe);
	}
}

static void test_hostile_strings(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	kv_result *result = fixture_new_result("6.1\033[0m");
	g_autofree char *text = NULL;
	kv_finding *finding;
	json_t *root;

	finding = fixture_add_finding(result, "\xff", "\033]0;x\007", KV_ERROR_LEVEL,
				      KV_EFFECT_NONE, "name \033[31m\xfe");
	kv_finding_add_evidence(finding, "a\nb", "c\rd", 1, "%s", "\033c");
	fixture_add_function(result, "\xff", "\033]0;x\007");
	g_ptr_array_add(report->results, result);

	text = write_text(report, false);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_null(strpbrk(text, "\033\r\007"));
	g_assert_nonnull(strstr(text, "name \\u{1b}[31m\\xfe"));
	g_assert_nonnull(strstr(text, "a\\u{a}b   c\\u{d}d:1   \\u{1b}c\n"));

	root = write_json(report);
	g_assert_cmpstr(text_at(json_array_get(json_object_get(root, "findings"), 0), "message"),
			==, "name \\u{1b}[31m\\xfe");
	json_decref(root);
}

static void test_formats(void)
{
	g_assert_nonnull(kv_report_format_find("json"));
	g_assert_null(kv_report_format_find("sarif"));
	g_assert_null(kv_report_format_find(""));
}

static void add_places(GPtrArray *places, guint count, kv_patchability patchability)
{
	for (guint i = 0; i < count; i++) {
		kv_advice_place *place = g_new0(kv_advice_place, 1);

		place->name = g_strdup_printf("host%u", i + 1);
		place->location.file = g_strdup("a.c");
		place->location.line = i + 1;
		place->remark = i == 1 ? g_strdup("2 copies") : NULL;
		place->patchability = patchability;
		g_ptr_array_add(places, place);
	}
}

static kv_answers *answers_with(guint patchable, guint others)
{
	kv_answers *answers = kv_answers_new();
	kv_advice *advice = g_new0(kv_advice, 1);

	advice->kernel = g_strdup("6.1");
	advice->query = g_strdup("f");
	advice->explanation = g_strdup("is it?");
	advice->candidates = kv_candidates_new();
	advice->elsewhere = g_ptr_array_new_with_free_func(g_free);
	advice->similar = kv_places_new();
	add_places(advice->similar, patchable, KV_PATCHABLE);
	add_places(advice->similar, others, KV_UNPATCHABLE_DATA);
	g_ptr_array_add(answers->advice, advice);
	return answers;
}

static char *answers_text(guint patchable, guint others)
{
	g_autoptr(kv_answers) answers = answers_with(patchable, others);
	GString *text = g_string_new(NULL);

	kv_advice_write_text(answers, false, text);
	return g_string_free(text, FALSE);
}

static void test_short_list(void)
{
	g_autofree char *text = answers_text(2, 1);

	g_assert_cmpstr(text, ==,
			"f on 6.1: is it?\n"
			"  is one of these meant?\n"
			"    host1   a.c:1   can be patched\n"
			"    host2   a.c:2   2 copies; can be patched\n"
			"    host1   a.c:1   cannot be patched: it is data, not a function\n");
}

/* A long list says once what holds for many, and ends when nobody reads on. */
static void test_long_list(void)
{
	g_autofree char *text = answers_text(33, 2);

	g_assert_true(g_str_has_prefix(text, "f on 6.1: is it?\n"
					     "  is one of these meant?\n"
					     "    33 can be patched:\n"
					     "      host1    a.c:1\n"
					     "      host2    a.c:2    2 copies\n"));
	g_assert_true(g_str_has_suffix(text,
				       "      host30   a.c:30\n"
				       "      and 3 more\n"
				       "    2 cannot be patched: it is data, not a function:\n"
				       "      host1   a.c:1\n"
				       "      host2   a.c:2   2 copies\n"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/text", test_text);
	g_test_add_func("/report/previous", test_previous);
	g_test_add_func("/report/color", test_color);
	g_test_add_func("/report/json", test_json);
	g_test_add_func("/report/json-kernels", test_json_kernels);
	g_test_add_func("/report/escape", test_escape);
	g_test_add_func("/report/hostile", test_hostile_strings);
	g_test_add_func("/report/formats", test_formats);
	g_test_add_func("/report/short-list", test_short_list);
	g_test_add_func("/report/long-list", test_long_list);
	return g_test_run();
}
