/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <string.h>

#include "report/escape.h"
#include "report/report.h"

static void free_evidence(kv_evidence *evidence)
{
	g_free(evidence->name);
	g_free(evidence->location.file);
	g_free(evidence->remark);
	g_free(evidence);
}

static void free_function(kv_result_function *function)
{
	g_free(function->object);
	g_free(function->function);
	g_free(function->location.file);
	g_free(function->unreachable);
	g_free(function->summary);
	g_free(function);
}

static kv_result *new_result(const char *kernel)
{
	kv_result *result = g_new0(kv_result, 1);

	result->input = g_strdup("fix.ko");
	result->kernel = g_strdup(kernel);
	result->livepatch = g_strdup("fix");
	result->findings = g_ptr_array_new_with_free_func((GDestroyNotify)kv_finding_free);
	result->not_checked = g_ptr_array_new_with_free_func((GDestroyNotify)kv_not_checked_free);
	result->functions = g_ptr_array_new_with_free_func((GDestroyNotify)free_function);
	result->warnings = g_ptr_array_new_with_free_func(g_free);
	result->rules_checked = 20;
	return result;
}

static kv_result_function *add_function(kv_result *result, const char *object, const char *name)
{
	kv_result_function *function = g_new0(kv_result_function, 1);

	function->object = g_strdup(object);
	function->function = g_strdup(name);
	function->checked = TRUE;
	g_ptr_array_add(result->functions, function);
	return function;
}

static kv_finding *add_finding(kv_result *result, const char *object, const char *function,
			       kv_level level, kv_effect effect, const char *message)
{
	kv_finding *finding = g_new0(kv_finding, 1);

	finding->rule = "some-rule";
	finding->level = level;
	finding->confidence = KV_EXACT;
	finding->effect = effect;
	finding->object = g_strdup(object);
	finding->function = g_strdup(function);
	finding->message = g_strdup(message);
	finding->remedy = g_strdup("do it right");
	finding->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)free_evidence);
	g_ptr_array_add(result->findings, finding);
	return finding;
}

static void add_missing(kv_result *result, const char *rule, const char *object,
			const char *function, const char *reason)
{
	kv_not_checked *missing = g_new0(kv_not_checked, 1);

	missing->rule = g_strdup(rule);
	missing->object = g_strdup(object);
	missing->function = g_strdup(function);
	missing->reason = g_strdup(reason);
	missing->supply = g_strdup("supply it");
	g_ptr_array_add(result->not_checked, missing);
}

/* A result with one of everything. */
static kv_result *full_result(const char *kernel)
{
	kv_result *result = new_result(kernel);
	kv_result_function *function = add_function(result, "vmlinux", "do_prlimit");
	kv_finding *finding;

	function->location.file = g_strdup("kernel/sys.c");
	function->location.line = 1436;
	add_function(result, "vmlinux", "show")->summary = g_strdup("one symbol");
	add_function(result, "target", "work")->checked = FALSE;
	add_function(result, "mini-gfx", "fill")->unreachable = g_strdup("no such module");

	add_finding(result, NULL, NULL, KV_WARNING, KV_EFFECT_NONE, "odd vermagic");
	finding = add_finding(result, "vmlinux", "do_prlimit", KV_ERROR_LEVEL,
			      KV_EFFECT_INEFFECTIVE, "two copies");
	finding->location.file = g_strdup("kernel/sys.c");
	finding->location.line = 1436;
	finding->consequence = g_strdup("says nothing");
	finding->source = g_strdup("DWARF");
	kv_finding_add_evidence(finding, "first_host", "kernel/sys.c", 7, "can be %s", "patched");
	kv_finding_add_evidence(finding, "second", "mm/x.c", 0, NULL);
	kv_finding_add_evidence(finding, NULL, NULL, 0, "and more");
	add_finding(result, "target", NULL, KV_NOTE, KV_EFFECT_NONE, "twice")->confidence =
		KV_LIKELY;
	add_missing(result, "inline-copies", "target", NULL, "no module");
	add_missing(result, "inline-only", "target", NULL, "no module");
	add_missing(result, "symbol-position", "vmlinux", "show", "file unknown");
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
	g_assert_cmpstr(text, ==,
			"fix.ko on 6.1: loads, but 2 of 4 functions keep running old code\n"
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
			"  symbol-position on vmlinux show\n"
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

/* What holds alike on several kernels is said once, with all of them. */
static void test_json_kernels(void)
{
	g_autoptr(kv_report) report = kv_report_new();
	json_t *root, *findings, *kernels;
	kv_result *other = new_result("6.12");

	add_finding(other, NULL, NULL, KV_WARNING, KV_EFFECT_NONE, "odd vermagic");
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
	kv_result *result = new_result("6.1\033[0m");
	g_autofree char *text = NULL;
	kv_finding *finding;
	json_t *root;

	finding = add_finding(result, "\xff", "\033]0;x\007", KV_ERROR_LEVEL, KV_EFFECT_NONE,
			      "name \033[31m\xfe");
	kv_finding_add_evidence(finding, "a\nb", "c\rd", 1, "%s", "\033c");
	add_function(result, "\xff", "\033]0;x\007");
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

static void assert_prediction(kv_result *result, const char *expected)
{
	g_autofree char *prediction = kv_result_prediction(result);

	g_assert_cmpstr(prediction, ==, expected);
	kv_result_free(result);
}

static kv_result *result_with(kv_level level, kv_effect effect)
{
	kv_result *result = new_result("6.1");

	add_function(result, "target", "f");
	add_finding(result, "target", "f", level, effect, "it");
	return result;
}

static void test_predictions(void)
{
	kv_result *result;

	assert_prediction(new_result("6.1"), "nothing found");
	assert_prediction(result_with(KV_NOTE, KV_EFFECT_CRASH), "nothing found that hurts");
	assert_prediction(result_with(KV_WARNING, KV_EFFECT_CRASH),
			  "no errors, but something to look at");
	assert_prediction(result_with(KV_ERROR_LEVEL, KV_EFFECT_REFUSED),
			  "the kernel refuses it (insmod fails)");
	assert_prediction(result_with(KV_ERROR_LEVEL, KV_EFFECT_TARGET_REFUSED),
			  "refused while target is loaded; loaded before it, it keeps target from "
			  "loading");
	assert_prediction(result_with(KV_ERROR_LEVEL, KV_EFFECT_STUCK),
			  "loads, but its transition never finishes");
	assert_prediction(result_with(KV_ERROR_LEVEL, KV_EFFECT_INEFFECTIVE),
			  "loads, but the old code keeps running");

	result = new_result("6.1");
	add_missing(result, "inline-copies", NULL, NULL, "no DWARF");
	assert_prediction(result, "nothing found, but not everything could be checked");

	result = new_result("6.1");
	add_finding(result, NULL, NULL, KV_ERROR_LEVEL, KV_EFFECT_INEFFECTIVE, "empty");
	assert_prediction(result, "loads, but patches nothing");

	result = new_result("6.1");
	add_function(result, "vmlinux", "f");
	add_finding(result, NULL, NULL, KV_ERROR_LEVEL, KV_EFFECT_INEFFECTIVE, "other sources");
	assert_prediction(result, "loads, but does not do what it should");

	/* a finding about an object concerns all of its functions */
	result = result_with(KV_NOTE, KV_EFFECT_NONE);
	add_function(result, "target", "g");
	add_function(result, "vmlinux", "h");
	add_finding(result, "target", NULL, KV_ERROR_LEVEL, KV_EFFECT_INEFFECTIVE, "all of it");
	assert_prediction(result, "loads, but 2 of 3 functions keep running old code");
}

static void test_formats(void)
{
	g_assert_nonnull(kv_report_format_find("json"));
	g_assert_null(kv_report_format_find("sarif"));
	g_assert_null(kv_report_format_find(""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/text", test_text);
	g_test_add_func("/report/color", test_color);
	g_test_add_func("/report/json", test_json);
	g_test_add_func("/report/json-kernels", test_json_kernels);
	g_test_add_func("/report/escape", test_escape);
	g_test_add_func("/report/hostile", test_hostile_strings);
	g_test_add_func("/report/predictions", test_predictions);
	g_test_add_func("/report/formats", test_formats);
	return g_test_run();
}
