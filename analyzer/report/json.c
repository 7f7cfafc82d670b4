/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>

#include "report/escape.h"
#include "report/report.h"

/* Version of docs/report.schema.json; a higher one may remove or change fields, not only add. */
#define SCHEMA_VERSION 1

static json_t *string_or_null(const char *text)
{
	g_autofree char *escaped = NULL;

	if (!text)
		return json_null();
	escaped = kv_escape(text);
	return json_string(escaped);
}

static json_t *location_json(const kv_location *location)
{
	if (!location->file)
		return json_null();
	return json_pack("{s:o, s:o}", "file", string_or_null(location->file), "line",
			 location->line ? json_integer(location->line) : json_null());
}

static json_t *evidence_json(const GPtrArray *evidence)
{
	json_t *array = json_array();

	for (guint i = 0; i < evidence->len; i++) {
		const kv_evidence *fact = g_ptr_array_index(evidence, i);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "name",
						       string_or_null(fact->name), "location",
						       location_json(&fact->location), "remark",
						       string_or_null(fact->remark)));
	}
	return array;
}

static json_t *finding_json(const kv_result *result, const kv_finding *finding)
{
	json_t *object = json_object();

	json_object_set_new(object, "input", string_or_null(result->input));
	json_object_set_new(object, "rule", string_or_null(finding->rule));
	json_object_set_new(object, "level", json_string(kv_level_name(finding->level)));
	json_object_set_new(object, "confidence",
			    json_string(kv_confidence_name(finding->confidence)));
	json_object_set_new(object, "effect", json_string(kv_effect_name(finding->effect)));
	json_object_set_new(object, "object", string_or_null(finding->object));
	json_object_set_new(object, "function", string_or_null(finding->function));
	json_object_set_new(object, "location", location_json(&finding->location));
	json_object_set_new(object, "message", string_or_null(finding->message));
	json_object_set_new(object, "consequence", string_or_null(finding->consequence));
	json_object_set_new(object, "remedy", string_or_null(finding->remedy));
	json_object_set_new(object, "source", string_or_null(finding->source));
	json_object_set_new(object, "evidence", evidence_json(finding->evidence));
	return object;
}

static json_t *not_checked_json(const kv_result *result, const kv_not_checked *missing)
{
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o}", "input", string_or_null(result->input), "rule",
		string_or_null(missing->rule), "object", string_or_null(missing->object),
		"function", string_or_null(missing->function), "reason",
		string_or_null(missing->reason), "supply", string_or_null(missing->supply));
}

/*
 * An array of statements, each with the kernels it holds on: what is said alike of several kernels
 * is one element.
 */
typedef struct kv_statements {
	json_t *array;
	GHashTable *by_text; /* the statement without kernels, serialised -> element, borrowed */
} kv_statements;

static kv_statements statements_new(void)
{
	kv_statements statements = {
		.array = json_array(),
		.by_text = g_hash_table_new_full(g_str_hash, g_str_equal, free, NULL),
	};

	return statements;
}

/* Takes @statement over. */
static void statements_add(kv_statements *statements, json_t *statement, const char *kernel)
{
	char *text = json_dumps(statement, JSON_COMPACT | JSON_SORT_KEYS);
	json_t *known = g_hash_table_lookup(statements->by_text, text);

	if (known) {
		json_decref(statement);
		free(text);
	} else {
		known = statement;
		json_object_set_new(known, "kernels", json_array());
		json_array_append_new(statements->array, known);
		g_hash_table_insert(statements->by_text, text, known);
	}
	json_array_append_new(json_object_get(known, "kernels"), string_or_null(kernel));
}

static json_t *statements_finish(kv_statements *statements)
{
	g_hash_table_unref(statements->by_text);
	return statements->array;
}

static json_t *functions_json(const GPtrArray *functions)
{
	json_t *array = json_array();

	for (guint i = 0; i < functions->len; i++) {
		const kv_result_function *function = g_ptr_array_index(functions, i);

		json_array_append_new(array,
				      json_pack("{s:o, s:o, s:o, s:b, s:o}", "object",
						string_or_null(function->object), "function",
						string_or_null(function->function), "location",
						location_json(&function->location), "checked",
						(int)function->checked, "summary",
						string_or_null(function->summary)));
	}
	return array;
}

static json_t *counts_json(kv_level_counts counts)
{
	return json_pack("{s:i, s:i, s:i}", "error", (int)counts.of[KV_ERROR_LEVEL], "warning",
			 (int)counts.of[KV_WARNING], "note", (int)counts.of[KV_NOTE]);
}

static json_t *strings_json(const GPtrArray *strings)
{
	json_t *array = json_array();

	for (guint i = 0; i < strings->len; i++)
		json_array_append_new(array, string_or_null(g_ptr_array_index(strings, i)));
	return array;
}

static json_t *check_json(const kv_result *result)
{
	g_autofree char *prediction = kv_result_prediction(result);
	json_t *object = json_object();

	json_object_set_new(object, "input", string_or_null(result->input));
	json_object_set_new(object, "kernel", string_or_null(result->kernel));
	json_object_set_new(object, "livepatch", string_or_null(result->livepatch));
	json_object_set_new(object, "prediction", string_or_null(prediction));
	json_object_set_new(object, "effect",
			    json_string(kv_effect_name(kv_result_effect(result))));
	json_object_set_new(object, "complete", json_boolean(kv_result_complete(result)));
	json_object_set_new(object, "rules_checked", json_integer(result->rules_checked));
	json_object_set_new(object, "functions", functions_json(result->functions));
	json_object_set_new(object, "findings", counts_json(kv_result_count_levels(result)));
	json_object_set_new(object, "warnings", strings_json(result->warnings));
	return object;
}

static json_t *failures_json(const GPtrArray *failures)
{
	json_t *array = json_array();

	for (guint i = 0; i < failures->len; i++) {
		const kv_failure *failure = g_ptr_array_index(failures, i);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "input",
						       string_or_null(failure->input), "kernel",
						       string_or_null(failure->kernel), "message",
						       string_or_null(failure->message)));
	}
	return array;
}

static kv_level_counts total_counts(const kv_report *report)
{
	kv_level_counts totals = {0};

	for (guint i = 0; i < report->results->len; i++) {
		kv_level_counts counts =
			kv_result_count_levels(g_ptr_array_index(report->results, i));

		for (guint level = 0; level <= KV_ERROR_LEVEL; level++)
			totals.of[level] += counts.of[level];
	}
	return totals;
}

static json_t *summary_json(const kv_report *report)
{
	json_t *summary = counts_json(total_counts(report));
	guint missing = 0;

	for (guint i = 0; i < report->results->len; i++)
		missing += ((const kv_result *)g_ptr_array_index(report->results, i))
				   ->not_checked->len;
	json_object_set_new(summary, "not_checked", json_integer(missing));
	json_object_set_new(summary, "failures", json_integer(report->failures->len));
	json_object_set_new(summary, "complete",
			    json_boolean(missing == 0 && report->failures->len == 0));
	return summary;
}

static json_t *report_json(const kv_report *report)
{
	kv_statements findings = statements_new(), missing = statements_new();
	json_t *root = json_object(), *checks = json_array();

	for (guint i = 0; i < report->results->len; i++) {
		const kv_result *result = g_ptr_array_index(report->results, i);

		json_array_append_new(checks, check_json(result));
		for (guint j = 0; j < result->findings->len; j++)
			statements_add(&findings, finding_json(result, result->findings->pdata[j]),
				       result->kernel);
		for (guint j = 0; j < result->not_checked->len; j++)
			statements_add(&missing,
				       not_checked_json(result, result->not_checked->pdata[j]),
				       result->kernel);
	}
	json_object_set_new(root, "schema_version", json_integer(SCHEMA_VERSION));
	json_object_set_new(root, "tool",
			    json_pack("{s:s, s:s}", "name", "klpvet", "version", KV_VERSION));
	json_object_set_new(root, "checks", checks);
	json_object_set_new(root, "findings", statements_finish(&findings));
	json_object_set_new(root, "not_checked", statements_finish(&missing));
	json_object_set_new(root, "failures", failures_json(report->failures));
	json_object_set_new(root, "summary", summary_json(report));
	return root;
}

void kv_report_write_json(const kv_report *report, bool color, GString *output)
{
	json_t *root = report_json(report);
	char *text = json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS);

	g_string_append(output, text);
	g_string_append_c(output, '\n');
	free(text);
	json_decref(root);
}
