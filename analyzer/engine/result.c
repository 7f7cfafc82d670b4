/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/result.h"

#include "engine/installed.h"
#include "engine/needs.h"
#include "engine/refusal.h"
#include "engine/state.h"
#include "engine/summary.h"

/* By object and function, each in the livepatch's order; of one function the worst first. */
static int compare_emitted(gconstpointer a, gconstpointer b)
{
	const kv_emitted *left = a, *right = b;

	if (left->object != right->object)
		return left->object < right->object ? -1 : 1;
	if (left->function != right->function)
		return left->function < right->function ? -1 : 1;
	if (left->finding->level != right->finding->level)
		return left->finding->level > right->finding->level ? -1 : 1;
	return left->sequence < right->sequence ? -1 : 1;
}

/* Whether object @number, counted from 1, is a module. */
static bool is_module(const kv_livepatch *livepatch, guint number)
{
	return number > 0 &&
	       ((const kv_lp_object *)g_ptr_array_index(livepatch->objects, number - 1))->name;
}

static GPtrArray *take_findings(kv_check *check)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)kv_finding_free);

	g_array_sort(check->emitted, compare_emitted);
	for (guint i = 0; i < check->emitted->len; i++) {
		const kv_emitted *emitted = &g_array_index(check->emitted, kv_emitted, i);
		kv_finding *finding = emitted->finding;

		finding->object_number = emitted->object;
		finding->function_number = emitted->function;
		kv_finding_finish(finding, is_module(check->livepatch, emitted->object));
		if (!finding->remedy)
			g_critical("rule %s reports without a remedy", finding->rule);
		if (finding->level == KV_ERROR_LEVEL && finding->effect == KV_EFFECT_NONE)
			g_critical("rule %s reports an error without an effect", finding->rule);
		g_ptr_array_add(findings, finding);
	}
	return findings;
}

static GHashTable *new_name_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* The key of a function, of an object (@function NULL) or of everything (both NULL). */
static char *place_key(const char *object, const char *function)
{
	return g_strjoin("\n", object ? object : "", function ? function : "", NULL);
}

static bool holds_place(GHashTable *places, const char *object, const char *function)
{
	g_autofree char *key = place_key(object, function);

	return g_hash_table_contains(places, key);
}

static void result_function_free(kv_result_function *function)
{
	g_free(function->object);
	g_free(function->function);
	g_free(function->location.file);
	g_free(function->unreachable);
	g_free(function->summary);
	g_free(function);
}

static kv_result_function *describe_function(const kv_check *check, const kv_entry *entry,
					     GHashTable *incomplete)
{
	kv_result_function *function = g_new0(kv_result_function, 1);
	const kv_index *index = entry->patched.index;
	const kv_source *source = kv_patched_source(&entry->patched);
	const char *object = entry->patched.object_name;

	function->object = g_strdup(object);
	function->function = g_strdup(entry->name);
	if (source) {
		function->location.file = g_strdup(kv_index_string(index, source->file));
		function->location.line = source->line;
	}
	function->unreachable = g_strdup(entry->unreachable);
	if (entry->unreachable)
		return function;
	function->checked = entry->named && !holds_place(incomplete, NULL, NULL) &&
			    !holds_place(incomplete, object, NULL) &&
			    !holds_place(incomplete, object, entry->name);
	function->summary = kv_entry_summary(check, entry);
	return function;
}

/* The functions of the livepatch, each once, and without a summary where there are findings. */
static GPtrArray *list_functions(const kv_check *check, const GPtrArray *findings)
{
	GPtrArray *functions = g_ptr_array_new_with_free_func((GDestroyNotify)result_function_free);
	g_autoptr(GHashTable) incomplete = new_name_set();
	g_autoptr(GHashTable) found = new_name_set();
	g_autoptr(GHashTable) listed = new_name_set();

	for (guint i = 0; i < check->not_checked->len; i++) {
		const kv_not_checked *missing = g_ptr_array_index(check->not_checked, i);

		g_hash_table_add(incomplete, place_key(missing->object, missing->function));
	}
	for (guint i = 0; i < findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(findings, i);

		if (finding->function)
			g_hash_table_add(found, place_key(finding->object, finding->function));
	}
	for (guint i = 0; i < check->entries->len; i++) {
		const kv_entry *entry = g_ptr_array_index(check->entries, i);
		char *key = place_key(entry->patched.object_name, entry->name);
		kv_result_function *function;

		if (!g_hash_table_add(listed, key))
			continue;
		function = describe_function(check, entry, incomplete);
		if (g_hash_table_contains(found, key))
			g_clear_pointer(&function->summary, g_free);
		g_ptr_array_add(functions, function);
	}
	return functions;
}

static guint count_complete_rules(const kv_check *check)
{
	g_autoptr(GHashTable) incomplete_rules = g_hash_table_new(g_str_hash, g_str_equal);
	guint applying = 0;

	for (guint i = 0; i < check->not_checked->len; i++) {
		const kv_not_checked *missing = g_ptr_array_index(check->not_checked, i);

		g_hash_table_add(incomplete_rules, missing->rule);
	}
	for (guint i = 0; i < kv_rule_count; i++)
		applying += kv_rule_applies(&kv_rule_catalogue[i], check);
	return applying - g_hash_table_size(incomplete_rules);
}

static GPtrArray *copy_strings(const GPtrArray *strings)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; strings && i < strings->len; i++)
		g_ptr_array_add(copy, g_strdup(g_ptr_array_index(strings, i)));
	return copy;
}

static void result_previous_free(kv_result_previous *previous)
{
	g_free(previous->input);
	g_free(previous->livepatch);
	g_free(previous);
}

static GPtrArray *list_previous(const GArray *installed)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)result_previous_free);

	for (guint i = 0; i < installed->len; i++) {
		const kv_installed *entry = &g_array_index(installed, kv_installed, i);
		kv_result_previous *previous = g_new0(kv_result_previous, 1);

		previous->input = g_strdup(entry->livepatch->path);
		previous->livepatch = g_strdup(entry->livepatch->module_name);
		previous->active = entry->active;
		previous->loaded = entry->loaded;
		g_ptr_array_add(list, previous);
	}
	return list;
}

kv_result *kv_result_new(kv_check *check)
{
	kv_result *result = g_new0(kv_result, 1);

	result->input = g_strdup(check->livepatch->path);
	result->kernel = g_strdup(kv_kernel_name(check->kernel));
	result->livepatch = g_strdup(check->livepatch->module_name);
	result->cumulative = check->livepatch->replace;
	result->previous = list_previous(check->installed);
	result->findings = take_findings(check);
	result->not_checked = g_ptr_array_ref(check->not_checked);
	result->functions = list_functions(check, result->findings);
	result->warnings = copy_strings(kv_kernel_warnings(check->kernel));
	result->rules_checked = count_complete_rules(check);
	return result;
}

void kv_result_free(kv_result *result)
{
	if (!result)
		return;

	g_free(result->input);
	g_free(result->kernel);
	g_free(result->livepatch);
	g_ptr_array_unref(result->previous);
	g_ptr_array_unref(result->findings);
	g_ptr_array_unref(result->not_checked);
	g_ptr_array_unref(result->functions);
	g_ptr_array_unref(result->warnings);
	g_free(result);
}
