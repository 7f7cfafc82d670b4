/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/prediction.h"

#include <string.h>

const char *kv_outcome_name(kv_outcome outcome)
{
	static const char *const names[] = {
		[KV_OUTCOME_LOADS] = "loads",
		[KV_OUTCOME_REFUSED] = "refused",
		[KV_OUTCOME_UNKNOWN] = "unknown",
	};

	return names[outcome];
}

static int compare_numbers(guint a, guint b)
{
	return (a > b) - (a < b);
}

/*
 * klp_init_patch() does all of one object before the next: entries and their folders of sysfs one
 * by one, then, of an object that is loaded, the symbols.
 */
static kv_stage pass_of(kv_stage stage)
{
	return stage == KV_STAGE_SYSFS || stage == KV_STAGE_LOOKUP ? KV_STAGE_ENTRY : stage;
}

/* Negative when the kernel meets @a before @b: by stage, then as it walks objects and functions. */
static int compare_met(const kv_finding *a, const kv_finding *b)
{
	int order = compare_numbers(pass_of(a->stage), pass_of(b->stage));

	if (!order)
		order = compare_numbers(a->object_number, b->object_number);
	if (!order)
		order = compare_numbers(a->stage == KV_STAGE_LOOKUP, b->stage == KV_STAGE_LOOKUP);
	if (!order)
		order = compare_numbers(a->function_number, b->function_number);
	return order ? order : compare_numbers(a->stage, b->stage);
}

/* Whether insmod ends at @finding while none of the patched modules is loaded. */
static bool stops(const kv_finding *finding)
{
	return finding->effect == KV_EFFECT_REFUSED ||
	       (finding->effect == KV_EFFECT_CRASH && !finding->errno_name &&
		finding->stage <= KV_STAGE_FTRACE);
}

static bool stops_loaded_target(const kv_finding *finding)
{
	return finding->when == KV_WHEN_LOADED ||
	       (finding->effect == KV_EFFECT_TARGET_REFUSED && finding->when == KV_WHEN_ANY);
}

static bool stops_if_loaded(const kv_finding *finding)
{
	return stops(finding) || stops_loaded_target(finding);
}

static bool refuses_later(const kv_finding *finding)
{
	return finding->effect == KV_EFFECT_TARGET_REFUSED && finding->when != KV_WHEN_LOADED;
}

static bool is_error(const kv_finding *finding)
{
	return finding->level == KV_ERROR_LEVEL && !finding->suppressed;
}

/* The error that the kernel meets first of those that @applies to, about @object unless NULL. */
static const kv_finding *first_met(const kv_result *result, const char *object,
				   bool (*applies)(const kv_finding *finding))
{
	const kv_finding *first = NULL;

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!is_error(finding) || !applies(finding) ||
		    (object && g_strcmp0(object, finding->object) != 0))
			continue;
		if (!first || compare_met(finding, first) < 0)
			first = finding;
	}
	return first;
}

static bool has_target(const GPtrArray *targets, const char *object)
{
	for (guint i = 0; i < targets->len; i++) {
		const kv_refused_target *target = g_ptr_array_index(targets, i);

		if (strcmp(target->object, object) == 0)
			return true;
	}
	return false;
}

static void find_refused_targets(kv_prediction *prediction, const kv_result *result)
{
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);
		kv_refused_target *target;

		if (!is_error(finding) || !finding->object ||
		    !(stops_loaded_target(finding) || refuses_later(finding)) ||
		    has_target(prediction->refused_targets, finding->object))
			continue;
		target = g_new0(kv_refused_target, 1);
		target->object = finding->object;
		target->loaded = first_met(result, finding->object, stops_loaded_target);
		target->later = first_met(result, finding->object, refuses_later);
		g_ptr_array_add(prediction->refused_targets, target);
	}
}

/* Whether @finding is about @function or about all of its object. */
static bool concerns(const kv_finding *finding, const kv_result_function *function)
{
	if (!finding->object || strcmp(finding->object, function->object) != 0)
		return false;
	return !finding->function || strcmp(finding->function, function->function) == 0;
}

static bool has_keeper(const kv_finding *finding)
{
	return finding->keepers->len > 0 || finding->has_unknown_keeper;
}

static void count_function(kv_prediction *prediction, const kv_result *result,
			   const kv_result_function *function)
{
	bool partly = false, unpatched = function->unreachable != NULL;

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!is_error(finding) || finding->effect != KV_EFFECT_INEFFECTIVE ||
		    !concerns(finding, function))
			continue;
		partly = partly || has_keeper(finding);
		unpatched = unpatched || !has_keeper(finding);
	}
	prediction->functions++;
	prediction->unpatched += unpatched;
	prediction->partly += partly && !unpatched;
}

/* One function may keep old code of several. */
static void count_keepers(kv_prediction *prediction, const kv_result *result)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!is_error(finding) || finding->effect != KV_EFFECT_INEFFECTIVE)
			continue;
		for (guint j = 0; j < finding->keepers->len; j++)
			g_hash_table_add(
				seen, g_strdup_printf("%" G_GINT64_MODIFIER "x %s",
						      g_array_index(finding->keepers, guint64, j),
						      finding->object));
	}
	prediction->keepers = g_hash_table_size(seen);
}

static void collect_effects(kv_prediction *prediction, const kv_result *result)
{
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!is_error(finding))
			continue;
		switch (finding->effect) {
		case KV_EFFECT_LEAK:
			prediction->leak = true;
			break;
		case KV_EFFECT_UNDEFINED:
			prediction->undefined = true;
			break;
		case KV_EFFECT_INEFFECTIVE:
			prediction->ineffective = true;
			break;
		case KV_EFFECT_STUCK:
			prediction->stuck = true;
			break;
		case KV_EFFECT_CRASH:
			prediction->crash = true;
			break;
		case KV_EFFECT_UNRELATED:
		case KV_EFFECT_NONE:
		case KV_EFFECT_TARGET_REFUSED:
		case KV_EFFECT_REFUSED:
			break;
		}
	}
}

/* Whether something that was not looked at could end insmod, with no patched module loaded. */
static bool may_be_refused(const kv_result *result)
{
	for (guint i = 0; i < result->not_checked->len; i++) {
		const kv_not_checked *missing = g_ptr_array_index(result->not_checked, i);

		if (missing->object && strcmp(missing->object, "vmlinux") != 0)
			continue;
		if (missing->effect == KV_EFFECT_REFUSED || missing->effect == KV_EFFECT_CRASH)
			return true;
	}
	return false;
}

static kv_outcome decide(const kv_prediction *prediction, const kv_result *result)
{
	if (prediction->stop && prediction->stop->effect == KV_EFFECT_REFUSED)
		return KV_OUTCOME_REFUSED;
	if (prediction->stop || may_be_refused(result))
		return KV_OUTCOME_UNKNOWN;
	return KV_OUTCOME_LOADS;
}

kv_prediction *kv_result_predict(const kv_result *result)
{
	kv_prediction *prediction = g_new0(kv_prediction, 1);

	prediction->refused_targets = g_ptr_array_new_with_free_func(g_free);
	prediction->complete = result->not_checked->len == 0;
	prediction->stop = first_met(result, NULL, stops);
	prediction->stop_if_loaded = first_met(result, NULL, stops_if_loaded);
	collect_effects(prediction, result);
	prediction->outcome = decide(prediction, result);
	if (prediction->outcome == KV_OUTCOME_REFUSED) {
		/* Nothing of what the livepatch would do is reached. */
		prediction->functions = result->functions->len;
		prediction->ineffective = prediction->stuck = prediction->leak = false;
		prediction->crash = prediction->undefined = false;
		return prediction;
	}
	find_refused_targets(prediction, result);
	for (guint i = 0; i < result->functions->len; i++)
		count_function(prediction, result, g_ptr_array_index(result->functions, i));
	count_keepers(prediction, result);
	prediction->ineffective = prediction->ineffective || prediction->unpatched > 0;
	return prediction;
}

void kv_prediction_free(kv_prediction *prediction)
{
	if (!prediction)
		return;

	g_ptr_array_unref(prediction->refused_targets);
	g_free(prediction);
}
