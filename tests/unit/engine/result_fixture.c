/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "result_fixture.h"

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

static void free_previous(kv_result_previous *previous)
{
	g_free(previous->input);
	g_free(previous->livepatch);
	g_free(previous);
}

kv_result *fixture_new_result(const char *kernel)
{
	kv_result *result = g_new0(kv_result, 1);

	result->input = g_strdup("fix.ko");
	result->kernel = g_strdup(kernel);
	result->livepatch = g_strdup("fix");
	result->previous = g_ptr_array_new_with_free_func((GDestroyNotify)free_previous);
	result->findings = g_ptr_array_new_with_free_func((GDestroyNotify)kv_finding_free);
	result->not_checked = g_ptr_array_new_with_free_func((GDestroyNotify)kv_not_checked_free);
	result->functions = g_ptr_array_new_with_free_func((GDestroyNotify)free_function);
	result->warnings = g_ptr_array_new_with_free_func(g_free);
	result->rules_checked = 20;
	return result;
}

void fixture_add_previous(kv_result *result, const char *name, kv_fact active, gboolean loaded)
{
	kv_result_previous *previous = g_new0(kv_result_previous, 1);

	previous->input = g_strdup_printf("%s.ko", name);
	previous->livepatch = g_strdup(name);
	previous->active = active;
	previous->loaded = loaded;
	g_ptr_array_add(result->previous, previous);
}

kv_result_function *fixture_add_function(kv_result *result, const char *object, const char *name)
{
	kv_result_function *function = g_new0(kv_result_function, 1);

	function->object = g_strdup(object);
	function->function = g_strdup(name);
	function->checked = TRUE;
	g_ptr_array_add(result->functions, function);
	return function;
}

kv_finding *fixture_add_finding(kv_result *result, const char *object, const char *function,
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
	if (effect == KV_EFFECT_REFUSED || effect == KV_EFFECT_TARGET_REFUSED)
		finding->errno_name = "EINVAL";
	finding->keepers = g_array_new(FALSE, FALSE, sizeof(guint64));
	finding->evidence = g_ptr_array_new_with_free_func((GDestroyNotify)free_evidence);
	g_ptr_array_add(result->findings, finding);
	return finding;
}

void fixture_add_missing(kv_result *result, const char *rule, const char *object,
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
