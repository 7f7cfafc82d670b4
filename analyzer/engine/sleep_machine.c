/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sleeping in the machine code of a livepatch, and in what that calls in the kernel. */
#include "engine/rule.h"

/* How far into the kernel's own functions a sleep is looked for, and into the livepatch's. */
enum { SLEEP_DEPTH = 2, CALLS_DEPTH = 64 };

static bool is_sleep(const kv_index *vmlinux, const kv_lp_call *call)
{
	const unsigned int habits = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;
	uint32_t code;

	if (call->body)
		return false;
	if (kv_habits_of(call->callee) & habits)
		return true;
	code = kv_index_code_named(vmlinux, call->callee);
	return code != KV_NONE && kv_index_calls_habit(vmlinux, code, habits, SLEEP_DEPTH);
}

static const char *find_sleep(const kv_index *vmlinux, const kv_lp_body *body, GHashTable *seen,
			      unsigned int depth)
{
	if (depth == CALLS_DEPTH || !g_hash_table_add(seen, (gpointer)body))
		return NULL;
	for (guint i = 0; i < body->calls->len; i++) {
		const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, i);
		const char *found = NULL;

		if (is_sleep(vmlinux, call))
			found = call->callee;
		else if (call->body)
			found = find_sleep(vmlinux, call->body, seen, depth + 1);
		if (found)
			return found;
	}
	return NULL;
}

const char *kv_lp_body_sleeps(const kv_index *vmlinux, const kv_lp_body *body)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

	return find_sleep(vmlinux, body, seen, 0);
}
