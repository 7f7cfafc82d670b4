/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/advice.h"
#include "report/json_value.h"

static json_t *places_json(const GPtrArray *places)
{
	json_t *array = json_array();

	for (guint i = 0; i < places->len; i++) {
		const kv_advice_place *place = g_ptr_array_index(places, i);

		json_array_append_new(array,
				      json_pack("{s:o, s:o, s:o, s:b, s:s}", "name",
						kv_json_string(place->name), "location",
						kv_json_location(&place->location), "remark",
						kv_json_string(place->remark), "patchable",
						place->patchability == KV_PATCHABLE, "patchability",
						kv_patchability_text(place->patchability)));
	}
	return array;
}

static json_t *finding_json(const kv_finding *finding)
{
	if (!finding)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}", "rule", kv_json_string(finding->rule), "message",
			 kv_json_string(finding->message), "consequence",
			 kv_json_string(finding->consequence), "remedy",
			 kv_json_string(finding->remedy));
}

static json_t *count_or_null(guint count)
{
	return count > 0 ? json_integer(count) : json_null();
}

/* How many of the copies that were found, of each kind, do not matter; null without DWARF. */
static json_t *not_counted_json(const kv_candidate *candidate)
{
	if (candidate->copies_unknown)
		return json_null();
	return json_pack("{s:i, s:i, s:i}", "self", (int)candidate->self_copies, "empty",
			 (int)candidate->empty_copies, "gone", (int)candidate->gone_copies);
}

static json_t *routes_json(const kv_routes *routes)
{
	json_t *array = json_array();

	if (!routes->known)
		return json_null();
	for (guint i = 0; i < routes->shortest->len; i++) {
		const kv_route *route = g_ptr_array_index(routes->shortest, i);

		json_array_append_new(
			array,
			json_pack(
				"{s:o, s:o, s:o, s:o, s:o, s:o}", "name",
				kv_json_string(route->name), "type",
				kv_json_string(route->type && route->type[0] ? route->type : NULL),
				"number",
				route->number < 0 ? json_null() : json_integer(route->number),
				"path", kv_json_strings(route->path), "copy",
				kv_json_string(route->copy), "body", kv_json_string(route->body)));
	}
	return json_pack("{s:i, s:o}", "count", (int)routes->count, "shortest", array);
}

/* The ways on which the kernel comes to the function; null when its calls are not known. */
static json_t *entrances_json(const kv_entrances *entrances)
{
	if (!entrances || entrances->unknown)
		return json_null();
	return json_pack("{s:{s:o, s:o, s:o}, s:o, s:o}", "syscalls", "native",
			 routes_json(&entrances->syscalls[KV_ABI_NATIVE]), "ia32",
			 routes_json(&entrances->syscalls[KV_ABI_IA32]), "x32",
			 routes_json(&entrances->syscalls[KV_ABI_X32]), "pointers",
			 routes_json(&entrances->tables), "threads",
			 routes_json(&entrances->threads));
}

static json_t *findings_json(const GPtrArray *findings)
{
	json_t *array = json_array();

	for (guint i = 0; i < findings->len; i++)
		json_array_append_new(array, finding_json(g_ptr_array_index(findings, i)));
	return array;
}

/* The modules that refer to a module's exported function; null for others. */
static json_t *users_json(const kv_module_users *users)
{
	if (!users)
		return json_null();
	return json_pack("{s:o, s:o, s:i, s:o}", "unknown", kv_json_string(users->unknown),
			 "modules", kv_json_strings(users->users), "searched", (int)users->searched,
			 "not_searched", kv_json_strings(users->unread));
}

static json_t *candidate_json(const kv_candidate *candidate)
{
	static const char *const verdicts[] = {
		[KV_VERDICT_PATCH] = "patch",
		[KV_VERDICT_PATCH_WITH] = "patch-with",
		[KV_VERDICT_PATCH_INSTEAD] = "patch-instead",
		[KV_VERDICT_CANNOT] = "cannot",
	};
	const char type[] = {candidate->type, '\0'};
	const char *prototype = candidate->prototype;
	json_t *object = json_object();

	json_object_set_new(object, "position", count_or_null(candidate->position));
	json_object_set_new(object, "symbols_of_name", json_integer(candidate->symbols_of_name));
	json_object_set_new(object, "loading_only", json_boolean(candidate->loading_only));
	json_object_set_new(object, "type", kv_json_string(type[0] ? type : NULL));
	json_object_set_new(object, "location", kv_json_location(&candidate->location));
	json_object_set_new(object, "prototype",
			    kv_json_string(prototype && prototype[0] ? prototype : NULL));
	json_object_set_new(object, "ftrace_offset",
			    candidate->ftrace_offset >= 0 ? json_integer(candidate->ftrace_offset)
							  : json_null());
	json_object_set_new(object, "no_ftrace", kv_json_string(candidate->no_ftrace));
	json_object_set_new(object, "aliases", kv_json_strings(candidate->aliases));
	json_object_set_new(object, "bodies", places_json(candidate->bodies));
	/* Of what is not known completely, those that were found. */
	json_object_set_new(object, "hosts",
			    candidate->copies_unknown && candidate->hosts->len == 0
				    ? json_null()
				    : places_json(candidate->hosts));
	json_object_set_new(object, "vanished", places_json(candidate->vanished));
	json_object_set_new(object, "copies_not_counted", not_counted_json(candidate));
	json_object_set_new(object, "copies_unknown", kv_json_string(candidate->copies_unknown));
	json_object_set_new(object, "finding", finding_json(candidate->finding));
	json_object_set_new(object, "callers", places_json(candidate->callers));
	json_object_set_new(object, "reached_from", entrances_json(candidate->entrances));
	json_object_set_new(object, "used_by", users_json(candidate->users));
	json_object_set_new(object, "never_left", findings_json(candidate->stays));
	json_object_set_new(object, "verdict", json_string(verdicts[candidate->verdict]));
	json_object_set_new(object, "explanation", kv_json_string(candidate->explanation));
	return object;
}

static json_t *answer_json(const kv_advice *advice)
{
	json_t *answer = json_object(), *candidates = json_array();

	for (guint i = 0; i < advice->candidates->len; i++)
		json_array_append_new(candidates, candidate_json(advice->candidates->pdata[i]));
	json_object_set_new(answer, "kernel", kv_json_string(advice->kernel));
	json_object_set_new(answer, "object", kv_json_string(advice->object));
	json_object_set_new(answer, "built_in", kv_json_string(advice->built_in));
	json_object_set_new(answer, "query", kv_json_string(advice->query));
	json_object_set_new(answer, "patchable", json_boolean(advice->patchable));
	json_object_set_new(answer, "complete", json_boolean(advice->complete));
	json_object_set_new(answer, "modules_passed_over", json_boolean(advice->passed_over));
	json_object_set_new(answer, "undecided", json_boolean(advice->undecided));
	json_object_set_new(answer, "explanation", kv_json_string(advice->explanation));
	json_object_set_new(answer, "candidates", candidates);
	json_object_set_new(answer, "similar", places_json(advice->similar));
	json_object_set_new(answer, "elsewhere", kv_json_strings(advice->elsewhere));
	json_object_set_new(answer, "finding", finding_json(advice->finding));
	return answer;
}

static json_t *failure_json(const kv_answer_failure *failure)
{
	return json_pack("{s:o, s:o, s:o}", "kernel", kv_json_string(failure->kernel), "object",
			 kv_json_string(failure->object), "message",
			 kv_json_lines(failure->message));
}

void kv_advice_write_json(const kv_answers *answers, GString *output)
{
	json_t *document = kv_json_document(), *array = json_array(), *failures = json_array();

	for (guint i = 0; i < answers->advice->len; i++)
		json_array_append_new(array, answer_json(answers->advice->pdata[i]));
	for (guint i = 0; i < answers->failures->len; i++)
		json_array_append_new(failures, failure_json(answers->failures->pdata[i]));
	json_object_set_new(document, "answers", array);
	json_object_set_new(document, "failures", failures);
	kv_json_write(document, output);
}
