/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "indexer/code_calls_dwarf.h"
#include "indexer/code_parts.h"

/*
 * The call edges: direct calls, jumps that leave their function, and calls through pointers. A
 * jump between the parts of one function is none. Calls of what is no function are left out: they
 * stand in code that alternatives patch away, such as .altinstr_aux of arch/x86.
 */

static uint64_t piece_begin(const kv_code *code, const kv_piece *piece)
{
	return code->tables->text_base + piece->offset;
}

static bool is_inside(const kv_code *code, const kv_code_body *body, uint64_t address)
{
	const kv_piece *entry = body->pieces[0];

	return address - piece_begin(code, entry) < entry->size ||
	       kv_code_around(code, address) == body->owner;
}

static bool is_entry(const kv_code *code, const kv_code_body *body, uint64_t address)
{
	return address == piece_begin(code, body->pieces[0]);
}

/*
 * Whether a jump through memory is that of a switch statement: it goes through a table that is
 * indexed, and what the table begins with is a place in the function itself.
 */
static bool is_switch(const kv_code *code, const kv_code_body *body, const kv_instruction *jump)
{
	const uint8_t *bytes;
	kv_reference reference;

	if (!(jump->flags & KV_INSTRUCTION_HAS_MEMORY) ||
	    (jump->flags & KV_INSTRUCTION_MEMORY_FIXED) || jump->target_external != KV_DECODE_LOCAL)
		return false;
	if (kv_code_reference(code, jump->memory, &reference))
		return reference.external == KV_DECODE_LOCAL &&
		       is_inside(code, body, reference.value);
	bytes = kv_code_bytes(code, jump->memory, sizeof(uint64_t));
	return bytes && is_inside(code, body, kv_elf_u64(code->elf, bytes));
}

static void add_call(kv_code *code, const kv_code_body *body, const kv_instruction *at,
		     kv_call_kind kind, uint32_t callee, uint32_t flags)
{
	const kv_piece *entry = body->pieces[0];
	bool cold = at->address - piece_begin(code, entry) >= entry->size;
	kv_code_edge call = {
		.call =
			{
				.site = (uint32_t)(at->address - code->tables->text_base),
				.callee = callee,
				.source = KV_NONE,
				.kind = (uint8_t)kind,
				.flags = (uint8_t)(flags | (cold ? KV_CALL_FROM_COLD : 0)),
			},
		.caller = body->owner,
	};

	g_array_append_val(code->tables->calls, call);
}

/* A branch to a fixed place outside of the function, or (a call only) to its entry. */
static void add_direct(kv_code *code, const kv_code_body *body, const kv_instruction *at,
		       kv_call_kind kind, uint32_t flags)
{
	uint32_t callee;

	if (at->target_external != KV_DECODE_LOCAL) {
		const char *name = kv_code_external_name(code, at->target_external);

		add_call(code, body, at, kind, kv_code_tables_string(code->tables, name),
			 flags | KV_CALL_EXTERNAL);
		return;
	}
	if (is_inside(code, body, at->target) &&
	    (kind != KV_CALL_CALL || !is_entry(code, body, at->target)))
		return;
	callee = kv_code_around(code, at->target);
	if (callee != KV_NONE)
		add_call(code, body, at, kind, callee, flags);
}

static int compare_sites(const void *a, const void *b)
{
	const kv_code_edge *left = a, *right = b;

	return left->call.site < right->call.site ? -1 : left->call.site > right->call.site;
}

/* A cold part may stand in front of its function: sorting each by itself saves sorting them all. */
static void order_by_site(GArray *calls, guint first)
{
	for (guint i = first + 1; i < calls->len; i++) {
		if (g_array_index(calls, kv_code_edge, i).call.site <
		    g_array_index(calls, kv_code_edge, i - 1).call.site) {
			qsort(&g_array_index(calls, kv_code_edge, first), calls->len - first,
			      sizeof(kv_code_edge), compare_sites);
			return;
		}
	}
}

static bool goes_on_behind(const kv_instruction *at)
{
	return at->kind == KV_INSTRUCTION_OTHER || at->kind == KV_INSTRUCTION_CALL ||
	       at->kind == KV_INSTRUCTION_INDIRECT_CALL;
}

static void mark_among_branches(GArray *calls, guint first)
{
	for (guint i = first; i < calls->len; i++)
		g_array_index(calls, kv_code_edge, i).call.flags |= KV_CALL_AMONG_BRANCHES;
}

static void visit(kv_code *code, gpointer state, const kv_code_body *body)
{
	guint first = code->tables->calls->len;
	uint32_t flags = 0;
	bool branches = false;

	for (uint32_t i = 0; i < body->count; i++) {
		const kv_instruction *at = &body->instructions[i];

		switch (at->kind) {
		case KV_INSTRUCTION_CALL:
			add_direct(code, body, at, KV_CALL_CALL, flags);
			break;
		case KV_INSTRUCTION_JUMP:
			add_direct(code, body, at, KV_CALL_TAIL, flags);
			break;
		case KV_INSTRUCTION_CONDITIONAL_JUMP:
			add_direct(code, body, at, KV_CALL_TAIL_CONDITIONAL, flags);
			break;
		case KV_INSTRUCTION_INDIRECT_CALL:
			add_call(code, body, at, KV_CALL_INDIRECT, KV_NONE, flags);
			break;
		case KV_INSTRUCTION_INDIRECT_JUMP:
			if (!is_switch(code, body, at))
				add_call(code, body, at, KV_CALL_INDIRECT_TAIL, KV_NONE, flags);
			break;
		default:
			break;
		}
		if (!goes_on_behind(at))
			flags = KV_CALL_AMONG_BRANCHES;
		branches |= at->kind == KV_INSTRUCTION_CONDITIONAL_JUMP;
	}
	if (branches)
		mark_among_branches(code->tables->calls, first);
	order_by_site(code->tables->calls, first);
}

static void finish(kv_code *code, gpointer state)
{
	GArray *calls = code->tables->calls;

	if (code->decoder)
		code->tables->complete = true;
	else
		kv_code_calls_from_dwarf(code);
	for (guint i = 0; i < calls->len; i++) {
		kv_call *call = &g_array_index(calls, kv_code_edge, i).call;

		call->source = kv_code_source_at(code, code->tables->text_base + call->site);
	}
}

const kv_code_part kv_code_calls = {.visit = visit, .finish = finish};
