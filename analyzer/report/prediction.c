/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "report/report.h"

kv_level_counts kv_result_count_levels(const kv_result *result)
{
	kv_level_counts counts = {0};

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		counts.of[finding->level]++;
	}
	return counts;
}

bool kv_result_complete(const kv_result *result)
{
	return result->not_checked->len == 0;
}

/* Whether @finding is about @function or about all of its object. */
static bool concerns(const kv_finding *finding, const kv_result_function *function)
{
	if (!finding->object || strcmp(finding->object, function->object) != 0)
		return false;
	return !finding->function || strcmp(finding->function, function->function) == 0;
}

static bool keeps_old_code(const kv_result *result, const kv_result_function *function)
{
	if (function->unreachable)
		return true;
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (finding->level == KV_ERROR_LEVEL && finding->effect == KV_EFFECT_INEFFECTIVE &&
		    concerns(finding, function))
			return true;
	}
	return false;
}

static bool is_ineffective_as_a_whole(const kv_result *result)
{
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (finding->level == KV_ERROR_LEVEL && finding->effect == KV_EFFECT_INEFFECTIVE &&
		    !finding->object)
			return true;
	}
	return false;
}

static char *predict_ineffective(const kv_result *result)
{
	guint all = result->functions->len;
	guint old = 0;

	if (all == 0)
		return g_strdup("loads, but patches nothing");
	if (is_ineffective_as_a_whole(result))
		return g_strdup("loads, but does not do what it should");

	for (guint i = 0; i < all; i++)
		old += keeps_old_code(result, g_ptr_array_index(result->functions, i));
	if (old == 0)
		return g_strdup("loads, but a part of it has no effect");
	if (all == 1)
		return g_strdup("loads, but the old code keeps running");
	if (old == all)
		return g_strdup_printf("loads, but all %u functions keep running old code", all);
	return g_strdup_printf("loads, but %u of %u functions %s running old code", old, all,
			       old == 1 ? "keeps" : "keep");
}

/* The object of the first error with that effect; "the patched module" for one about no object. */
static const char *object_of_effect(const kv_result *result, kv_effect effect)
{
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (finding->level == KV_ERROR_LEVEL && finding->effect == effect &&
		    finding->object)
			return finding->object;
	}
	return "the patched module";
}

static char *predict_without_effect(const kv_result *result)
{
	kv_level_counts counts = kv_result_count_levels(result);

	if (counts.of[KV_ERROR_LEVEL] > 0)
		return g_strdup("loads, but not everything is right with it");
	if (counts.of[KV_WARNING] > 0)
		return g_strdup("no errors, but something to look at");
	if (!kv_result_complete(result))
		return g_strdup("nothing found, but not everything could be checked");
	if (counts.of[KV_NOTE] > 0)
		return g_strdup("nothing found that hurts");
	return g_strdup("nothing found");
}

char *kv_result_prediction(const kv_result *result)
{
	const char *object;

	switch (kv_result_effect(result)) {
	case KV_EFFECT_REFUSED:
		return g_strdup("the kernel refuses it (insmod fails)");
	case KV_EFFECT_TARGET_REFUSED:
		object = object_of_effect(result, KV_EFFECT_TARGET_REFUSED);
		return g_strdup_printf("refused while %s is loaded; loaded before it, it keeps "
				       "%s from loading",
				       object, object);
	case KV_EFFECT_CRASH:
		return g_strdup("can crash the kernel");
	case KV_EFFECT_STUCK:
		return g_strdup("loads, but its transition never finishes");
	case KV_EFFECT_INEFFECTIVE:
		return predict_ineffective(result);
	case KV_EFFECT_LEAK:
		return g_strdup("loads, but leaks");
	case KV_EFFECT_NONE:
		break;
	}
	return predict_without_effect(result);
}
