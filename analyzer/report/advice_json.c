/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/advice.h"
#include "report/json_value.h"

static json_t *places_json(const GPtrArray *places)
{
	json_t *array = json_array();

	for (guint i = 0; i < places->len; i++) {
		const kv_place *place = g_ptr_array_index(places, i);

		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:b, s:s}", "name",
						       kv_json_string(place->name), "location",
						       kv_json_location(&place->location), "remark",
						       kv_json_string(place->remark), "patchable",
						       (int)place->can_patch, "patchability",
						       place->patchability));
	}
	return array;
}

static json_t *count_or_null(guint count)
{
	return count > 0 ? json_integer(count) : json_null();
}

/* The copies that were found, and how many of each kind do not matter; null without DWARF. */
static json_t *not_counted_json(const kv_candidate *candidate)
{
	if (!candidate->copies_known)
		return json_null();
	return json_pack("{s:i, s:i, s:i}", "self", (int)candidate->self_copies, "empty",
			 (int)candidate->empty_copies, "gone", (int)candidate->gone_copies);
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
	json_object_set_new(object, "hosts",
			    candidate->copies_known ? places_json(candidate->hosts) : json_null());
	json_object_set_new(object, "copies_not_counted", not_counted_json(candidate));
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
	json_object_set_new(answer, "query", kv_json_string(advice->query));
	json_object_set_new(answer, "patchable", json_boolean(advice->patchable));
	json_object_set_new(answer, "complete", json_boolean(advice->complete));
	json_object_set_new(answer, "explanation", kv_json_string(advice->explanation));
	json_object_set_new(answer, "candidates", candidates);
	json_object_set_new(answer, "similar", places_json(advice->similar));
	return answer;
}

void kv_advice_write_json(const GPtrArray *answers, GString *output)
{
	json_t *document = kv_json_document(), *array = json_array();

	for (guint i = 0; i < answers->len; i++)
		json_array_append_new(array, answer_json(answers->pdata[i]));
	json_object_set_new(document, "answers", array);
	kv_json_write(document, output);
}
