/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/loading.h"
#include "engine/prediction.h"
#include "report/json_value.h"
#include "report/report.h"

/* Version of docs/report.schema.json; raised when a field is removed or changes its meaning. */
enum { SCHEMA_VERSION = 2 };

static json_t *evidence_json(const GPtrArray *evidence)
{
	json_t *array = json_array();

	for (guint i = 0; i < evidence->len; i++) {
		const kv_evidence *fact = g_ptr_array_index(evidence, i);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "name",
						       kv_json_string(fact->name), "location",
						       kv_json_location(&fact->location), "remark",
						       kv_json_string(fact->remark)));
	}
	return array;
}

static json_t *suppressed_json(const kv_suppression *suppressed)
{
	if (!suppressed)
		return json_null();
	return json_pack("{s:o, s:o, s:i}", "reason", kv_json_string(suppressed->reason), "file",
			 kv_json_string(suppressed->location.file), "line",
			 (int)suppressed->location.line);
}

static json_t *finding_json(const kv_result *result, const kv_finding *finding)
{
	json_t *object = json_object();

	json_object_set_new(object, "input", kv_json_string(result->input));
	json_object_set_new(object, "rule", kv_json_string(finding->rule));
	json_object_set_new(object, "level", json_string(kv_level_name(finding->level)));
	json_object_set_new(object, "confidence",
			    json_string(kv_confidence_name(finding->confidence)));
	json_object_set_new(object, "effect", json_string(kv_effect_name(finding->effect)));
	json_object_set_new(object, "errno", kv_json_string(finding->errno_name));
	json_object_set_new(object, "log", kv_json_string(finding->log));
	json_object_set_new(object, "stage", json_string(kv_stage_name(finding->stage)));
	json_object_set_new(object, "object", kv_json_string(finding->object));
	json_object_set_new(object, "function", kv_json_string(finding->function));
	json_object_set_new(object, "location", kv_json_location(&finding->location));
	json_object_set_new(object, "message", kv_json_string(finding->message));
	json_object_set_new(object, "consequence", kv_json_string(finding->consequence));
	json_object_set_new(object, "remedy", kv_json_string(finding->remedy));
	json_object_set_new(object, "source", kv_json_string(finding->source));
	json_object_set_new(object, "evidence", evidence_json(finding->evidence));
	json_object_set_new(object, "suppressed", suppressed_json(finding->suppressed));
	return object;
}

static json_t *not_checked_json(const kv_result *result, const kv_not_checked *missing)
{
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o}", "input", kv_json_string(result->input), "rule",
		kv_json_string(missing->rule), "object", kv_json_string(missing->object),
		"function", kv_json_string(missing->function), "reason",
		kv_json_string(missing->reason), "supply", kv_json_string(missing->supply));
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
	json_array_append_new(json_object_get(known, "kernels"), kv_json_string(kernel));
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
		json_t *object = json_object();

		json_object_set_new(object, "object", kv_json_string(function->object));
		json_object_set_new(object, "function", kv_json_string(function->function));
		json_object_set_new(object, "location", kv_json_location(&function->location));
		json_object_set_new(object, "unreachable", kv_json_string(function->unreachable));
		json_object_set_new(object, "checked", json_boolean(function->checked));
		json_object_set_new(object, "summary", kv_json_string(function->summary));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *counts_json(kv_level_counts counts)
{
	return json_pack("{s:i, s:i, s:i}", "error", (int)counts.of[KV_ERROR_LEVEL], "warning",
			 (int)counts.of[KV_WARNING], "note", (int)counts.of[KV_NOTE]);
}

/* The refusal that @finding says, or null for NULL. */
static json_t *refusal_json(const kv_finding *finding)
{
	if (!finding)
		return json_null();
	return json_pack("{s:o, s:o, s:s, s:o}", "errno", kv_json_string(finding->errno_name),
			 "message", kv_json_string(finding->log), "stage",
			 kv_stage_name(finding->stage), "rule", kv_json_string(finding->rule));
}

static json_t *refused_targets_json(const GPtrArray *targets)
{
	json_t *array = json_array();

	for (guint i = 0; i < targets->len; i++) {
		const kv_refused_target *target = g_ptr_array_index(targets, i);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "object",
						       kv_json_string(target->object), "loaded",
						       refusal_json(target->loaded), "later",
						       refusal_json(target->later)));
	}
	return array;
}

static json_t *ineffective_json(const kv_prediction *prediction)
{
	if (!prediction->ineffective)
		return json_null();
	return json_pack("{s:i, s:i, s:i, s:i}", "functions",
			 (int)(prediction->partly + prediction->unpatched), "never_patched",
			 (int)prediction->unpatched, "of", (int)prediction->functions, "keepers",
			 (int)prediction->keepers);
}

static json_t *prediction_json(const kv_result *result)
{
	g_autoptr(kv_prediction) prediction = kv_result_predict(result);
	g_autofree char *text = kv_result_prediction(result);
	const kv_finding *stop = prediction->stop;
	json_t *object = json_object();

	json_object_set_new(object, "text", kv_json_string(text));
	json_object_set_new(object, "result", json_string(kv_outcome_name(prediction->outcome)));
	json_object_set_new(object, "errno", kv_json_string(stop ? stop->errno_name : NULL));
	json_object_set_new(object, "message", kv_json_string(stop ? stop->log : NULL));
	json_object_set_new(object, "stage",
			    kv_json_string(stop ? kv_stage_name(stop->stage) : NULL));
	json_object_set_new(object, "rule", kv_json_string(stop ? stop->rule : NULL));
	json_object_set_new(object, "if_targets_loaded", refusal_json(prediction->stop_if_loaded));
	json_object_set_new(object, "target_refused",
			    refused_targets_json(prediction->refused_targets));
	json_object_set_new(object, "ineffective", ineffective_json(prediction));
	json_object_set_new(object, "stuck", json_boolean(prediction->stuck));
	json_object_set_new(object, "crash", json_boolean(prediction->crash));
	json_object_set_new(object, "leak", json_boolean(prediction->leak));
	json_object_set_new(object, "undefined", json_boolean(prediction->undefined));
	json_object_set_new(object, "complete", json_boolean(prediction->complete));
	return object;
}

/* What to do before insmod. */
static json_t *loading_json(const kv_result *result)
{
	json_t *steps = json_array();
	json_t *cumulative = result->cumulative == KV_UNKNOWN
				     ? json_null()
				     : json_boolean(result->cumulative == KV_YES);

	for (guint i = 0; i < kv_loading_step_count; i++) {
		const kv_loading_step *step = &kv_loading_steps[i];

		if (kv_loading_step_applies(step, result->cumulative))
			json_array_append_new(steps,
					      json_pack("{s:s, s:s}", "command", step->command,
							"meaning", step->meaning));
	}
	return json_pack("{s:o, s:s, s:o}", "cumulative", cumulative, "errno_in_transition",
			 KV_LOADING_BUSY_ERRNO, "before", steps);
}

static json_t *previous_json(const GPtrArray *previous)
{
	json_t *array = json_array();

	for (guint i = 0; i < previous->len; i++) {
		const kv_result_previous *entry = g_ptr_array_index(previous, i);
		json_t *active = entry->active == KV_UNKNOWN
					 ? json_null()
					 : json_boolean(entry->active == KV_YES);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:b}", "input",
						       kv_json_string(entry->input), "livepatch",
						       kv_json_string(entry->livepatch), "active",
						       active, "loaded", entry->loaded));
	}
	return array;
}

static json_t *check_json(const kv_result *result)
{
	json_t *object = json_object();

	json_object_set_new(object, "input", kv_json_string(result->input));
	json_object_set_new(object, "kernel", kv_json_string(result->kernel));
	json_object_set_new(object, "livepatch", kv_json_string(result->livepatch));
	json_object_set_new(object, "prediction", prediction_json(result));
	json_object_set_new(object, "complete", json_boolean(kv_result_complete(result)));
	json_object_set_new(object, "rules_checked", json_integer(result->rules_checked));
	json_object_set_new(object, "functions", functions_json(result->functions));
	json_object_set_new(object, "findings", counts_json(kv_result_count_levels(result)));
	json_object_set_new(object, "suppressed", json_integer(kv_result_count_suppressed(result)));
	json_object_set_new(object, "loading", loading_json(result));
	json_object_set_new(object, "previous", previous_json(result->previous));
	json_object_set_new(object, "warnings", kv_json_strings(result->warnings));
	return object;
}

static json_t *failures_json(const GPtrArray *failures)
{
	json_t *array = json_array();

	for (guint i = 0; i < failures->len; i++) {
		const kv_failure *failure = g_ptr_array_index(failures, i);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "input",
						       kv_json_string(failure->input), "kernel",
						       kv_json_string(failure->kernel), "message",
						       kv_json_lines(failure->message)));
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
	guint missing = 0, suppressed = 0;

	for (guint i = 0; i < report->results->len; i++) {
		const kv_result *result = g_ptr_array_index(report->results, i);

		missing += result->not_checked->len;
		suppressed += kv_result_count_suppressed(result);
	}
	json_object_set_new(summary, "suppressed", json_integer(suppressed));
	json_object_set_new(summary, "not_checked", json_integer(missing));
	json_object_set_new(summary, "failures", json_integer(report->failures->len));
	json_object_set_new(summary, "complete",
			    json_boolean(missing == 0 && report->failures->len == 0));
	return summary;
}

static json_t *report_json(const kv_report *report)
{
	kv_statements findings = statements_new(), missing = statements_new();
	json_t *root = kv_json_document(), *checks = json_array();

	json_object_set_new(root, "schema_version", json_integer(SCHEMA_VERSION));

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
	json_object_set_new(root, "checks", checks);
	json_object_set_new(root, "findings", statements_finish(&findings));
	json_object_set_new(root, "not_checked", statements_finish(&missing));
	json_object_set_new(root, "failures", failures_json(report->failures));
	json_object_set_new(root, "summary", summary_json(report));
	return root;
}

void kv_report_write_json(const kv_report *report, bool color, GString *output)
{
	kv_json_write(report_json(report), output);
}
