/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "engine/ways.h"
#include "image/reach.h"
#include "index/code.h"
#include "livepatch/model/body.h"
#include "livepatch/model/kind.h"
#include "source/facts.h"

/* A function that comes back to itself over more calls is not taken for a recursive one. */
enum { CYCLE_MAX = 3 };

/* Where a call of what is replaced stands. */
typedef struct {
	const char *helper;	    /* the function of the livepatch that makes it; NULL: itself */
	const kv_c_place *place; /* NULL: seen in machine code */
	bool jumps;
} culprit;

/*
 * Whether the original calls itself over less than @limit calls: then that is part of what it does.
 */
static bool is_recursive(kv_check *check, const kv_patched *patched, guint limit)
{
	const kv_index *index = patched->index;
	const kv_reach *reach = kv_check_reach(check, patched);
	kv_run calls = kv_index_calls_from(index, kv_index_code_of(index, patched->symbol));

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);

		if (call->callee != KV_NONE && !(call->flags & KV_CALL_EXTERNAL) &&
		    kv_reach_contains(reach, call->callee) &&
		    kv_reach_distance(reach, call->callee) < limit)
			return true;
	}
	return false;
}

/* The rank that a position stands for: 0 and 1 are the same for a name that is unique. */
static uint64_t rank_of(uint64_t sympos)
{
	return MAX(sympos, 1);
}

/*
 * Whether a symbol of that name, which the livepatch does not define, is the patched one.
 * Relocations tell; without one the loader takes what is exported, which of several is the global
 * one.
 */
static bool is_patched_one(kv_check *check, const kv_patched *patched)
{
	const GPtrArray *references = kv_check_livepatch(check)->references;
	const char *name = patched->function->old_name;
	bool named = false;

	for (guint i = 0; i < references->len; i++) {
		const kv_lp_reference *reference = g_ptr_array_index(references, i);

		if (strcmp(reference->symbol, name) != 0)
			continue;
		if (g_strcmp0(reference->object, patched->object->name) == 0 &&
		    rank_of(reference->sympos) == rank_of(patched->function->sympos))
			return true;
		named = true;
	}
	if (named || patched->candidates.count != 1)
		return false;
	return !patched->in_module ||
	       kv_index_symbols_named(kv_check_vmlinux(check), name).count == 0;
}

/* What the replacement does to come to what it replaces; free with g_free(). */
static char *way_text(const kv_patched *patched, const culprit *call)
{
	const char *name = patched->function->old_name;
	const char *verb = call->jumps ? "jumps to" : "calls";

	if (call->helper)
		return g_strdup_printf("leads to %s, which %s %s", call->helper, verb, name);
	return g_strdup_printf("%s %s", verb, name);
}

static void report(kv_check *check, const kv_patched *patched, const culprit *call)
{
	const char *name = patched->function->old_name;
	g_autofree char *way = way_text(patched, call);
	bool for_ever = call->jumps && !call->helper;
	kv_finding *finding;

	if (patched->lookup != KV_LOOKUP_FOUND && patched->lookup != KV_LOOKUP_UNKNOWN)
		return;
	if (patched->lookup == KV_LOOKUP_FOUND && !is_patched_one(check, patched))
		return;
	if (patched->lookup == KV_LOOKUP_UNKNOWN || !kv_index_has_code(patched->index)) {
		kv_check_not_checked(check, patched,
				     "its replacement calls it, and whether it calls itself is not "
				     "known",
				     "give the image of the kernel, or module, with its code");
		return;
	}
	if (is_recursive(check, patched, CYCLE_MAX))
		return;
	finding = kv_check_report(check, patched, "its replacement %s %s, which leads back to it",
				  patched->function->new_name ? patched->function->new_name : "",
				  way);
	/* The helper may be on the way on which the original comes back to itself. */
	if (call->helper && is_recursive(check, patched, G_MAXUINT)) {
		finding->level = KV_WARNING;
		finding->confidence = KV_REVIEW;
	}
	kv_finding_set_consequence(
		finding, "sends the call to the replacement again: %s",
		for_ever ? "the processor goes round for ever (soft lockup)"
			 : "it goes on until the stack is full or a watchdog bites");
	kv_finding_set_remedy(finding,
			      "copy the body of %s into the livepatch instead of calling it", name);
	kv_finding_set_source(finding, "%s",
			      call->place ? "the livepatch's source, and calls of the kernel"
					  : "machine code of the livepatch and the kernel");
	if (call->place)
		kv_finding_add_evidence(finding, name, call->place->file, call->place->line,
					"called here");
}

/* The call in @body of a function @name that the livepatch does not define, or NULL. */
static const kv_lp_call *call_of(const kv_lp_body *body, const char *name)
{
	for (guint i = 0; i < body->calls->len; i++) {
		const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, i);

		if (!call->body && strcmp(call->callee, name) == 0)
			return call;
	}
	return NULL;
}

/* A search for such calls in the functions of the livepatch that a replacement calls. */
typedef struct {
	const char *name;
	const kv_livepatch *livepatch;
	kv_c_ref start; /* of source: the replacement */
	culprit found;
} search;

static bool leads_to_helper(const kv_lp_call *call, gpointer data)
{
	search *state = data;
	const kv_lp_call *inner = call->body ? call_of(call->body, state->name) : NULL;

	if (!inner)
		return false;
	state->found.helper = call->callee;
	state->found.jumps = inner->flags & KV_LP_CALL_TAIL;
	return true;
}

static void check_body(kv_check *check, const kv_patched *patched, const kv_lp_body *body)
{
	search state = {.name = patched->function->old_name};
	const kv_lp_call *call = call_of(body, state.name);

	state.found.jumps = call && call->flags & KV_LP_CALL_TAIL;
	if (call || kv_lp_body_each_call(body, leads_to_helper, &state))
		report(check, patched, &state.found);
}

static bool is_call_of(const kv_call_ref *ref, gpointer data)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	search *state = data;
	kv_c_ref other;

	if (g_strcmp0(call->name, state->name) != 0 ||
	    kv_livepatch_find_code(state->livepatch, ref->unit, state->name, &other))
		return false;
	if (ref->unit != state->start.unit || call->function != state->start.function)
		state->found.helper = kv_c_unit_function(ref->unit, call->function)->name;
	state->found.place = &kv_call_ref_expr(ref)->place;
	return true;
}

static void check_source(kv_check *check, const kv_patched *patched)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const char *replacement = patched->function->new_name;
	search state = {.name = patched->function->old_name, .livepatch = livepatch};

	if (replacement && kv_livepatch_find_code(livepatch, NULL, replacement, &state.start) &&
	    kv_c_each_call(livepatch, &state.start, is_call_of, &state))
		report(check, patched, &state.found);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	if (patched->function->has_new == KV_NO)
		return;
	if (kv_livepatch_kind_tells(kv_check_livepatch(check)->kind, KV_TELLS_SOURCE))
		check_source(check, patched);
	else if (patched->function->body)
		check_body(check, patched, patched->function->body);
	else
		kv_check_not_checked(check, patched,
				     "the machine code of the replacement cannot be read",
				     "give a livepatch module for x86-64 with its symbol table");
}

const kv_rule kv_rule_replacement_recursion = {
	.id = "replacement-recursion",
	.check_function = check_function,
};
