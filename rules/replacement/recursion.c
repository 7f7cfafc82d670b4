/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* A function that comes back to itself over more calls is not taken for a recursive one. */
enum { CYCLE_MAX = 3 };

/* Whether the original calls itself, too: then the call is part of what it does. */
static bool is_recursive(kv_check *check, const kv_patched *patched)
{
	const kv_index *index = patched->index;
	const kv_reach *reach = kv_check_reach(check, patched);
	kv_run calls = kv_index_calls_from(index, kv_index_code_of(index, patched->symbol));

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);

		if (call->callee != KV_NONE && !(call->flags & KV_CALL_EXTERNAL) &&
		    kv_reach_contains(reach, call->callee) &&
		    kv_reach_distance(reach, call->callee) < CYCLE_MAX)
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

/* @place NULL: seen in machine code. */
static void report(kv_check *check, const kv_patched *patched, const kv_code_place *place,
		   bool jumps)
{
	const char *name = patched->function->old_name;
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
	if (is_recursive(check, patched))
		return;
	finding =
		kv_check_report(check, patched, "its replacement %s %s %s, which leads back to it",
				patched->function->new_name ? patched->function->new_name : "",
				jumps ? "jumps to" : "calls", name);
	kv_finding_set_consequence(
		finding, "sends the call to the replacement again: %s",
		jumps ? "the processor goes round for ever (soft lockup)"
		      : "it goes on until the stack is full or a watchdog bites");
	kv_finding_set_remedy(finding,
			      "copy the body of %s into the livepatch instead of calling it", name);
	kv_finding_set_source(finding, "%s",
			      place ? "the livepatch's source, and calls of the kernel"
				    : "machine code of the livepatch and the kernel");
	if (place)
		kv_finding_add_evidence(finding, name, place->file, place->line, "called here");
}

static void check_body(kv_check *check, const kv_patched *patched, const kv_lp_body *body)
{
	for (guint i = 0; i < body->calls->len; i++) {
		const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, i);

		if (call->body || strcmp(call->callee, patched->function->old_name) != 0)
			continue;
		report(check, patched, NULL, call->flags & KV_LP_CALL_TAIL);
		return;
	}
}

static void check_source(kv_check *check, const kv_patched *patched)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const char *name = patched->function->old_name;
	kv_code_ref code, other;

	if (!patched->function->new_name ||
	    !kv_livepatch_find_code(livepatch, NULL, patched->function->new_name, &code) ||
	    kv_livepatch_find_code(livepatch, code.unit, name, &other))
		return;
	for (guint i = 0; i < code.unit->calls->len; i++) {
		const kv_code_call *call = kv_code_unit_call(code.unit, i);

		if (call->function != code.function || g_strcmp0(call->name, name) != 0)
			continue;
		report(check, patched, &kv_code_unit_expr(code.unit, call->expression)->place,
		       false);
		return;
	}
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	bool is_source = kv_check_livepatch(check)->kind == KV_LIVEPATCH_SOURCE;

	if (patched->function->has_new == KV_NO)
		return;
	if (is_source)
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
