/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/prediction.h"
#include "report/report.h"
#include "result_fixture.h"

/* An error that ends insmod, met at @stage of object and function @object, @function. */
static kv_finding *add_refusal(kv_result *result, kv_stage stage, guint object, guint function,
			       const char *log)
{
	kv_finding *finding = fixture_add_finding(result, "vmlinux", "f", KV_ERROR_LEVEL,
						  KV_EFFECT_REFUSED, "it");

	kv_finding_set_refusal(finding, stage, "EINVAL", "%s", log);
	finding->object_number = object;
	finding->function_number = function;
	return finding;
}

static kv_finding *add_target_refusal(kv_result *result, kv_stage stage, guint object,
				      const char *module, const char *log)
{
	kv_finding *finding = add_refusal(result, stage, object, 1, log);

	g_free(finding->object);
	finding->object = g_strdup(module);
	finding->effect = KV_EFFECT_TARGET_REFUSED;
	return finding;
}

static kv_finding *add_error(kv_result *result, const char *object, const char *function,
			     kv_effect effect)
{
	kv_finding *finding =
		fixture_add_finding(result, object, function, KV_ERROR_LEVEL, effect, "it");

	finding->stage = KV_STAGE_RUN;
	return finding;
}

/* Two places at which the kernel can refuse: the first one is met first. */
typedef struct pair {
	kv_stage first_stage;
	guint first_object, first_function;
	kv_stage second_stage;
	guint second_object, second_function;
} pair;

static const pair pairs[] = {
	/* the loader, then klp_enable_patch() */
	{KV_STAGE_ELF, 0, 0, KV_STAGE_LAYOUT, 0, 0},
	{KV_STAGE_LAYOUT, 0, 0, KV_STAGE_VERMAGIC, 0, 0},
	{KV_STAGE_VERMAGIC, 0, 0, KV_STAGE_MODINFO, 0, 0},
	{KV_STAGE_MODINFO, 0, 0, KV_STAGE_SYMBOLS, 0, 0},
	{KV_STAGE_SYMBOLS, 0, 0, KV_STAGE_ARGUMENTS, 0, 0},
	{KV_STAGE_ARGUMENTS, 9, 0, KV_STAGE_ARRAYS, 0, 0},
	{KV_STAGE_ARRAYS, 0, 0, KV_STAGE_MARK, 0, 0},
	{KV_STAGE_MARK, 0, 0, KV_STAGE_EARLY, 1, 0},
	{KV_STAGE_EARLY, 9, 9, KV_STAGE_ENTRY, 1, 1},
	/* klp_init_patch(): all of an object before the next */
	{KV_STAGE_SYSFS, 1, 9, KV_STAGE_ENTRY, 2, 1},
	{KV_STAGE_LOOKUP, 1, 9, KV_STAGE_ENTRY, 2, 0},
	{KV_STAGE_LOOKUP, 1, 9, KV_STAGE_SYSFS, 2, 1},
	{KV_STAGE_LOOKUP, 1, 9, KV_STAGE_LOOKUP, 2, 1},
	/* in it, all entries before all symbols */
	{KV_STAGE_SYSFS, 1, 9, KV_STAGE_LOOKUP, 1, 1},
	{KV_STAGE_ENTRY, 1, 9, KV_STAGE_LOOKUP, 1, 1},
	/* of entries, one after the other: what it holds, then its folder */
	{KV_STAGE_ENTRY, 1, 2, KV_STAGE_SYSFS, 1, 2},
	{KV_STAGE_SYSFS, 1, 2, KV_STAGE_ENTRY, 1, 3},
	{KV_STAGE_SYSFS, 1, 0, KV_STAGE_ENTRY, 1, 1},
	{KV_STAGE_LOOKUP, 1, 2, KV_STAGE_LOOKUP, 1, 3},
	/* __klp_enable_patch() begins when all are found */
	{KV_STAGE_LOOKUP, 9, 9, KV_STAGE_FTRACE, 1, 1},
	{KV_STAGE_FTRACE, 1, 9, KV_STAGE_FTRACE, 2, 1},
	{KV_STAGE_FTRACE, 1, 1, KV_STAGE_FTRACE, 1, 2},
};

static void test_order(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
		const pair *p = &pairs[i];

		/* whichever was found first */
		for (guint swapped = 0; swapped < 2; swapped++) {
			g_autoptr(kv_prediction) prediction = NULL;
			g_autoptr(kv_result) result = fixture_new_result("6.1");

			if (swapped)
				add_refusal(result, p->second_stage, p->second_object,
					    p->second_function, "second");
			add_refusal(result, p->first_stage, p->first_object, p->first_function,
				    "first");
			if (!swapped)
				add_refusal(result, p->second_stage, p->second_object,
					    p->second_function, "second");
			prediction = kv_result_predict(result);
			g_test_message("pair %u", i);
			g_assert_cmpstr(prediction->stop->log, ==, "first");
			g_assert_cmpint(prediction->outcome, ==, KV_OUTCOME_REFUSED);
		}
	}
}

/* Only errors count, and what is refused does nothing else. */
static void test_refused_does_nothing(void)
{
	g_autoptr(kv_prediction) prediction = NULL;
	g_autoptr(kv_result) result = fixture_new_result("6.1");

	add_refusal(result, KV_STAGE_ELF, 0, 0, "a warning")->level = KV_WARNING;
	add_error(result, "vmlinux", "f", KV_EFFECT_STUCK);
	add_error(result, "vmlinux", "f", KV_EFFECT_CRASH);
	add_error(result, "vmlinux", "f", KV_EFFECT_INEFFECTIVE);
	add_target_refusal(result, KV_STAGE_FTRACE, 2, "gfx", "no location");
	add_refusal(result, KV_STAGE_FTRACE, 1, 1, "no location");
	prediction = kv_result_predict(result);
	g_assert_cmpint(prediction->outcome, ==, KV_OUTCOME_REFUSED);
	g_assert_cmpstr(prediction->stop->log, ==, "no location");
	g_assert_false(prediction->stuck || prediction->crash || prediction->ineffective);
	g_assert_cmpuint(prediction->refused_targets->len, ==, 0);
}

/* A crash inside insmod comes before or after a refusal. */
static void test_crash_inside(void)
{
	g_autoptr(kv_result) result = fixture_new_result("6.1");
	g_autoptr(kv_prediction) crash = NULL, refused = NULL;
	kv_finding *finding;

	finding = add_error(result, "vmlinux", NULL, KV_EFFECT_CRASH);
	finding->stage = KV_STAGE_EARLY;
	add_refusal(result, KV_STAGE_LOOKUP, 1, 1, "later");
	crash = kv_result_predict(result);
	g_assert_cmpint(crash->outcome, ==, KV_OUTCOME_UNKNOWN);
	g_assert_true(crash->stop == finding);
	g_assert_true(crash->crash);

	add_refusal(result, KV_STAGE_MARK, 0, 0, "earlier");
	refused = kv_result_predict(result);
	g_assert_cmpint(refused->outcome, ==, KV_OUTCOME_REFUSED);
	g_assert_cmpstr(refused->stop->log, ==, "earlier");
	g_assert_false(refused->crash);
}

static void test_targets(void)
{
	g_autoptr(kv_result) result = fixture_new_result("6.1");
	g_autoptr(kv_prediction) prediction = NULL;
	const kv_refused_target *target;

	add_target_refusal(result, KV_STAGE_FTRACE, 2, "gfx", "no location");
	add_target_refusal(result, KV_STAGE_LOOKUP, 3, "net", "absent");
	add_target_refusal(result, KV_STAGE_LOOKUP, 2, "gfx", "ambiguous")->when = KV_WHEN_LATER;
	prediction = kv_result_predict(result);
	g_assert_cmpint(prediction->outcome, ==, KV_OUTCOME_LOADS);
	g_assert_null(prediction->stop);
	g_assert_cmpstr(prediction->stop_if_loaded->log, ==, "absent");
	g_assert_cmpuint(prediction->refused_targets->len, ==, 2);

	target = prediction->refused_targets->pdata[0];
	g_assert_cmpstr(target->object, ==, "gfx");
	g_assert_cmpstr(target->loaded->log, ==, "no location");
	g_assert_cmpstr(target->later->log, ==, "ambiguous");
	target = prediction->refused_targets->pdata[1];
	g_assert_cmpstr(target->loaded->log, ==, "absent");
	g_assert_cmpstr(target->later->log, ==, "absent");
}

/* Refused while the module is loaded, and a crash when it comes later: no crash inside insmod. */
static void test_loaded_only(void)
{
	g_autoptr(kv_result) result = fixture_new_result("6.1");
	g_autoptr(kv_prediction) prediction = NULL;
	kv_finding *finding = add_target_refusal(result, KV_STAGE_LOOKUP, 1, "gfx", "absent");
	const kv_refused_target *target;

	finding->effect = KV_EFFECT_CRASH;
	finding->when = KV_WHEN_LOADED;
	prediction = kv_result_predict(result);
	g_assert_cmpint(prediction->outcome, ==, KV_OUTCOME_LOADS);
	g_assert_true(prediction->crash);
	g_assert_true(prediction->stop_if_loaded == finding);
	target = prediction->refused_targets->pdata[0];
	g_assert_true(target->loaded == finding);
	g_assert_null(target->later);
}

static void test_counts(void)
{
	g_autoptr(kv_result) result = fixture_new_result("6.1");
	g_autoptr(kv_prediction) prediction = NULL;
	kv_finding *finding;

	fixture_add_function(result, "vmlinux", "f");
	fixture_add_function(result, "vmlinux", "g");
	fixture_add_function(result, "gfx", "f");
	fixture_add_function(result, "n-t", "h")->unreachable = g_strdup("no such module");
	fixture_add_function(result, "vmlinux", "fine");
	finding = add_error(result, "vmlinux", "f", KV_EFFECT_INEFFECTIVE);
	kv_finding_add_keeper(finding, 0x100);
	kv_finding_add_keeper(finding, 0x200);
	finding = add_error(result, "vmlinux", "g", KV_EFFECT_INEFFECTIVE);
	kv_finding_add_keeper(finding, 0x200); /* counted already */
	finding = add_error(result, "gfx", "f", KV_EFFECT_INEFFECTIVE);
	kv_finding_add_keeper(finding, 0x200); /* of another object */
	finding = fixture_add_finding(result, "vmlinux", "fine", KV_WARNING, KV_EFFECT_INEFFECTIVE,
				      "perhaps");
	kv_finding_add_keeper(finding, 0x300);
	prediction = kv_result_predict(result);
	g_assert_cmpuint(prediction->functions, ==, 5);
	g_assert_cmpuint(prediction->partly, ==, 3);
	g_assert_cmpuint(prediction->unpatched, ==, 1);
	g_assert_cmpuint(prediction->keepers, ==, 3);
}

static kv_outcome outcome_without(const char *object, kv_effect effect)
{
	g_autoptr(kv_result) result = fixture_new_result("6.1");
	g_autoptr(kv_prediction) prediction = NULL;

	fixture_add_missing(result, "some-rule", object, NULL, "no symbols");
	((kv_not_checked *)result->not_checked->pdata[0])->effect = effect;
	prediction = kv_result_predict(result);
	g_assert_false(prediction->complete);
	return prediction->outcome;
}

static void test_unknown(void)
{
	g_assert_cmpint(outcome_without(NULL, KV_EFFECT_REFUSED), ==, KV_OUTCOME_UNKNOWN);
	g_assert_cmpint(outcome_without("vmlinux", KV_EFFECT_CRASH), ==, KV_OUTCOME_UNKNOWN);
	g_assert_cmpint(outcome_without("vmlinux", KV_EFFECT_INEFFECTIVE), ==, KV_OUTCOME_LOADS);
	/* the module need not be there */
	g_assert_cmpint(outcome_without("gfx", KV_EFFECT_REFUSED), ==, KV_OUTCOME_LOADS);
}

static void assert_text(kv_result *result, const char *expected)
{
	g_autofree char *text = kv_result_prediction(result);

	g_assert_cmpstr(text, ==, expected);
	kv_result_free(result);
}

static kv_result *result_with(kv_level level, kv_effect effect)
{
	kv_result *result = fixture_new_result("6.1");

	fixture_add_function(result, "gfx", "f");
	fixture_add_finding(result, "gfx", "f", level, effect, "it")->stage = KV_STAGE_RUN;
	return result;
}

static void test_text_of_refusals(void)
{
	kv_result *result = fixture_new_result("6.1");

	assert_text(result_with(KV_ERROR_LEVEL, KV_EFFECT_REFUSED),
		    "insmod will fail, EINVAL, without a message");
	add_refusal(result, KV_STAGE_LOOKUP, 1, 1, "livepatch: symbol 'f' not found");
	assert_text(result, "insmod will fail, EINVAL: \"livepatch: symbol 'f' not found\"");

	result = fixture_new_result("6.1");
	add_target_refusal(result, KV_STAGE_LOOKUP, 1, "gfx", "no symbol");
	assert_text(result, "will load; while gfx is loaded, insmod will fail, EINVAL: \"no "
			    "symbol\"; when module gfx loads later, that is refused, EINVAL");
	result = fixture_new_result("6.1");
	add_target_refusal(result, KV_STAGE_LOOKUP, 1, "gfx", "ambiguous")->when = KV_WHEN_LATER;
	assert_text(result, "will load; when module gfx loads later, that is refused, EINVAL: "
			    "\"ambiguous\"");
}

static void test_text_of_effects(void)
{
	kv_result *result = fixture_new_result("6.1");

	assert_text(result_with(KV_ERROR_LEVEL, KV_EFFECT_STUCK),
		    "will load and never finish its transition");
	assert_text(result_with(KV_ERROR_LEVEL, KV_EFFECT_CRASH),
		    "will load, but can crash the kernel");
	assert_text(result_with(KV_ERROR_LEVEL, KV_EFFECT_INEFFECTIVE),
		    "will load, but its function is never patched");
	assert_text(result_with(KV_ERROR_LEVEL, KV_EFFECT_UNRELATED),
		    "will load and patch 1 function");

	/* a finding about an object concerns all of its functions */
	fixture_add_function(result, "gfx", "f");
	fixture_add_function(result, "gfx", "g");
	fixture_add_function(result, "vmlinux", "h");
	add_error(result, "gfx", NULL, KV_EFFECT_INEFFECTIVE);
	assert_text(result, "will load, but 2 of 3 functions are never patched");

	result = fixture_new_result("6.1");
	fixture_add_function(result, "vmlinux", "f");
	fixture_add_function(result, "vmlinux", "g");
	kv_finding_add_keeper(add_error(result, "vmlinux", "f", KV_EFFECT_INEFFECTIVE), 0x100);
	assert_text(result, "will load, but 1 of 2 functions stays partly unpatched (1 function "
			    "keeps its old code)");

	result = fixture_new_result("6.1");
	add_error(result, NULL, NULL, KV_EFFECT_INEFFECTIVE);
	assert_text(result, "will load, but patches nothing");
	result = fixture_new_result("6.1");
	fixture_add_function(result, "vmlinux", "f");
	add_error(result, NULL, NULL, KV_EFFECT_INEFFECTIVE);
	assert_text(result, "will load, but does not do all that it should");
}

static void test_text_without_error(void)
{
	kv_result *result = fixture_new_result("6.1");

	fixture_add_function(result, "vmlinux", "g");
	fixture_add_function(result, "vmlinux", "h");
	assert_text(result, "nothing found: will load and patch 2 functions");
	assert_text(result_with(KV_NOTE, KV_EFFECT_CRASH), "will load and patch 1 function; 1 note");
	assert_text(result_with(KV_WARNING, KV_EFFECT_CRASH),
		    "will load and patch 1 function; 1 warning to look at");

	result = result_with(KV_NOTE, KV_EFFECT_NONE);
	fixture_add_missing(result, "inline-copies", NULL, NULL, "no DWARF");
	assert_text(result, "will load and patch 1 function as far as checked; 1 note");

	result = result_with(KV_NOTE, KV_EFFECT_NONE);
	fixture_add_missing(result, "symbol-absent", NULL, NULL, "no symbols");
	((kv_not_checked *)result->not_checked->pdata[0])->effect = KV_EFFECT_REFUSED;
	assert_text(result, "nothing found as far as checked; whether it will load is not known");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/prediction/order", test_order);
	g_test_add_func("/prediction/refused-does-nothing", test_refused_does_nothing);
	g_test_add_func("/prediction/crash-inside", test_crash_inside);
	g_test_add_func("/prediction/targets", test_targets);
	g_test_add_func("/prediction/loaded-only", test_loaded_only);
	g_test_add_func("/prediction/counts", test_counts);
	g_test_add_func("/prediction/unknown", test_unknown);
	g_test_add_func("/prediction/text-of-refusals", test_text_of_refusals);
	g_test_add_func("/prediction/text-of-effects", test_text_of_effects);
	g_test_add_func("/prediction/text-without-error", test_text_without_error);
	return g_test_run();
}
