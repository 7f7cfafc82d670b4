/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/prediction.h"
#include "report/report.h"

kv_level_counts kv_result_count_levels(const kv_result *result)
{
	kv_level_counts counts = {0};

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		if (!finding->suppressed)
			counts.of[finding->level]++;
	}
	return counts;
}

guint kv_result_count_suppressed(const kv_result *result)
{
	guint count = 0;

	for (guint i = 0; i < result->findings->len; i++)
		count += ((const kv_finding *)result->findings->pdata[i])->suppressed != NULL;
	return count;
}

bool kv_result_complete(const kv_result *result)
{
	return result->not_checked->len == 0;
}

/* ", EINVAL: "the line"", or that nothing is printed. */
static void add_error(GString *text, const kv_finding *finding)
{
	g_string_append_printf(text, ", %s", finding->errno_name);
	if (finding->log)
		g_string_append_printf(text, ": \"%s\"", finding->log);
	else
		g_string_append(text, ", without a message");
}

static const char *function_s(guint count)
{
	return count == 1 ? "function" : "functions";
}

/* ", but" in front of the first thing that is wrong, "and" in front of others. */
static void add_but(GString *text)
{
	g_string_append(text, strstr(text->str, ", but ") ? " and " : ", but ");
}

static void add_share(GString *text, guint some, guint all)
{
	add_but(text);
	if (all == 1)
		g_string_append(text, "its function");
	else
		g_string_append_printf(text, "%u of %u functions", some, all);
}

static void add_keepers(GString *text, guint keepers, const char *whose)
{
	if (keepers > 0)
		g_string_append_printf(text, " (%u %s keep%s %s old code)", keepers,
				       function_s(keepers), keepers == 1 ? "s" : "", whose);
	else
		g_string_append_printf(text, " (who keeps %s old code is not known)", whose);
}

static void add_ineffective(GString *text, const kv_prediction *prediction)
{
	guint all = prediction->functions, never = prediction->unpatched;
	guint partly = prediction->partly;

	if (all == 0) {
		add_but(text);
		g_string_append(text, "patches nothing");
		return;
	}
	if (never + partly == 0) {
		add_but(text);
		g_string_append(text, "does not do all that it should");
		return;
	}
	if (never > 0) {
		add_share(text, never, all);
		g_string_append_printf(text, " %s never patched", never == 1 ? "is" : "are");
	}
	if (partly > 0) {
		add_share(text, partly, all);
		g_string_append_printf(text, " stay%s partly unpatched", partly == 1 ? "s" : "");
		add_keepers(text, prediction->keepers, partly == 1 ? "its" : "their");
	}
}

static void add_refused_target(GString *text, const kv_refused_target *target)
{
	if (target->loaded) {
		g_string_append_printf(text, "; while %s is loaded, insmod will fail",
				       target->object);
		add_error(text, target->loaded);
	}
	if (!target->later)
		return;
	g_string_append_printf(text, "; when module %s loads later, that is refused",
			       target->object);
	if (target->loaded && g_strcmp0(target->loaded->log, target->later->log) == 0)
		g_string_append_printf(text, ", %s", target->later->errno_name);
	else
		add_error(text, target->later);
}

static bool has_bad_effect(const kv_prediction *prediction)
{
	return prediction->ineffective || prediction->stuck || prediction->crash ||
	       prediction->leak || prediction->undefined ||
	       prediction->refused_targets->len > 0;
}

/* @will: "will load", or "may load" where that is not known. */
static char *predict_loading(const kv_prediction *prediction, const char *will)
{
	GString *text = g_string_new(will);

	if (prediction->stuck)
		g_string_append(text, " and never finish its transition");
	if (prediction->crash)
		g_string_append(text, ", but can crash the kernel");
	if (prediction->ineffective)
		add_ineffective(text, prediction);
	if (prediction->undefined) {
		add_but(text);
		g_string_append(text, "runs on values that nobody has set");
	}
	if (prediction->leak) {
		add_but(text);
		g_string_append(text, "leaks");
	}
	for (guint i = 0; i < prediction->refused_targets->len; i++)
		add_refused_target(text, g_ptr_array_index(prediction->refused_targets, i));
	if (!prediction->complete)
		g_string_append(text, "; as far as checked");
	return g_string_free(text, FALSE);
}

static char *predict_without_error(const kv_result *result, const kv_prediction *prediction)
{
	kv_level_counts counts = kv_result_count_levels(result);
	guint warnings = counts.of[KV_WARNING], notes = counts.of[KV_NOTE];
	GString *text = g_string_new(NULL);

	if (counts.of[KV_ERROR_LEVEL] == 0 && warnings == 0 && notes == 0)
		g_string_append_printf(text, "nothing found%s: ",
				       prediction->complete ? "" : " as far as checked");
	g_string_append_printf(text, "will load and patch %u %s", prediction->functions,
			       function_s(prediction->functions));
	if (warnings > 0)
		g_string_append_printf(text, "%s; %u warning%s to look at",
				       prediction->complete ? "" : " as far as checked", warnings,
				       warnings == 1 ? "" : "s");
	else if (notes > 0)
		g_string_append_printf(text, "%s; %u note%s",
				       prediction->complete ? "" : " as far as checked", notes,
				       notes == 1 ? "" : "s");
	return g_string_free(text, FALSE);
}

static char *predict_unknown(const kv_prediction *prediction)
{
	if (prediction->stop)
		return g_strdup("insmod can crash the kernel");
	if (has_bad_effect(prediction))
		return predict_loading(prediction, "may load");
	return g_strdup("nothing found as far as checked; whether it will load is not known");
}

char *kv_result_prediction(const kv_result *result)
{
	g_autoptr(kv_prediction) prediction = kv_result_predict(result);

	switch (prediction->outcome) {
	case KV_OUTCOME_REFUSED: {
		GString *text = g_string_new("insmod will fail");

		add_error(text, prediction->stop);
		return g_string_free(text, FALSE);
	}
	case KV_OUTCOME_UNKNOWN:
		return predict_unknown(prediction);
	case KV_OUTCOME_LOADS:
		break;
	}
	if (has_bad_effect(prediction))
		return predict_loading(prediction, "will load");
	return predict_without_error(result, prediction);
}
