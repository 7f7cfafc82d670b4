/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sleeping in the machine code of a livepatch, and in what that calls in the kernel. */
#include <string.h>

#include "behaviour/sleep_machine.h"
#include "behaviour/code_walk.h"
#include "code/habit.h"
#include "image/stay.h"
#include "index/code.h"
#include "kernel/patterns.h"

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

/* __GFP_DIRECT_RECLAIM and __GFP_KSWAPD_RECLAIM since Linux 5.0; no older flags mean both of these. */
static const uint64_t reclaim_flags = 0xc00;

/* The allocation that @callee is, or NULL. */
static const kv_allocation_pattern *find_allocation(const char *callee)
{
	static const char suffix[] = "_noprof";
	size_t length = strlen(callee);

	if (g_str_has_suffix(callee, suffix))
		length -= strlen(suffix);
	for (gsize i = 0; i < kv_allocations_count; i++) {
		const char *function = kv_allocations[i].function;

		if (strlen(function) == length && strncmp(function, callee, length) == 0)
			return &kv_allocations[i];
	}
	return NULL;
}

kv_sleep kv_lp_call_sleep(const kv_lp_call *call)
{
	const unsigned int habits = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;
	const kv_allocation_pattern *allocation;
	unsigned int known;

	if (call->body)
		return KV_SLEEP_NO;
	allocation = find_allocation(call->callee);
	if (allocation) {
		const kv_lp_value *flags = &call->arguments[allocation->flags];

		return flags->kind == KV_LP_VALUE_NUMBER &&
				       (flags->number & reclaim_flags) == reclaim_flags
			       ? KV_SLEEP_FOR_MEMORY
			       : KV_SLEEP_NO;
	}
	known = kv_habits_of(call->callee);
	if (known & KV_HABIT_SLEEPS)
		return KV_SLEEP_ALWAYS;
	if (known & KV_HABIT_WAITS)
		return KV_SLEEP_WAITS;
	return known & habits ? KV_SLEEP_PERHAPS : KV_SLEEP_NO;
}
