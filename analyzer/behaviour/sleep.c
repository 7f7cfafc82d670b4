/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/sleep.h"

#include <string.h>

#include "code/habit.h"
#include "image/stay.h"

/* How far into the kernel's own functions a sleep is looked for, and into the livepatch's. */
enum { SLEEP_DEPTH = 2, CALLS_DEPTH = 64 };

static const unsigned int asleep = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;

/* What follows the name of an allocation that a macro makes. */
static const char hidden[] = "_noprof";

const kv_allocation_pattern *kv_allocation_of(const char *name)
{
	size_t length = name ? strlen(name) : 0;

	if (length > strlen(hidden) && g_str_has_suffix(name, hidden))
		length -= strlen(hidden);
	for (gsize i = 0; length > 0 && i < kv_allocations_count; i++) {
		const char *function = kv_allocations[i].function;

		if (strlen(function) == length && strncmp(function, name, length) == 0)
			return &kv_allocations[i];
	}
	return NULL;
}

/* What is known of a call that is no allocation, by all its names. */
static kv_sleep sleep_of_habits(unsigned int habits)
{
	if (habits & KV_HABIT_SLEEPS)
		return KV_SLEEP_ALWAYS;
	if (habits & KV_HABIT_WAITS)
		return KV_SLEEP_WAITS;
	return habits & asleep ? KV_SLEEP_PERHAPS : KV_SLEEP_NO;
}

/* __GFP_DIRECT_RECLAIM and __GFP_KSWAPD_RECLAIM since Linux 5.0; no older flags mean both of these. */
static const uint64_t reclaim_flags = 0xc00;

static bool reclaims(uint64_t flags)
{
	return (flags & reclaim_flags) == reclaim_flags;
}

kv_sleep kv_lp_call_sleep(const kv_lp_call *call)
{
	const kv_allocation_pattern *allocation;
	const kv_lp_value *flags;

	if (call->body)
		return KV_SLEEP_NO;
	allocation = kv_allocation_of(call->callee);
	if (!allocation)
		return sleep_of_habits(kv_habits_of(call->callee));
	flags = &call->arguments[allocation->flags];
	return flags->kind == KV_LP_VALUE_NUMBER && reclaims(flags->number) ? KV_SLEEP_FOR_MEMORY
									    : KV_SLEEP_NO;
}

/* The flag in @text that allows sleeping, or NULL. */
static const char *sleeping_flag(const char *text)
{
	for (gsize i = 0; text && i < kv_sleeping_flags_count; i++) {
		const char *found = strstr(text, kv_sleeping_flags[i]);

		/* Not "~__GFP_DIRECT_RECLAIM", and not a longer name. */
		if (found && !strchr(text, '~') &&
		    !g_ascii_isalnum(found[strlen(kv_sleeping_flags[i])]))
			return kv_sleeping_flags[i];
	}
	return NULL;
}

/* An argument that several macros pass on has a value, but no text. */
static bool allows_sleep(const kv_expr *flags)
{
	return flags && (sleeping_flag(flags->text) || (flags->has_value && reclaims(flags->value)));
}

/* How the author wrote the flags of the allocation @ref, which are @flags. */
static const char *flags_text(const kv_call_ref *ref, const kv_expr *flags)
{
	const char *flag = sleeping_flag(kv_call_ref_expr(ref)->text);

	if (flags->text && flags->text[0])
		return flags->text;
	return flag ? flag : "flags that allow it";
}

const char *kv_c_call_spelling(const kv_c_call *call)
{
	const kv_allocation_pattern *allocation = kv_allocation_of(call->name);

	if (!allocation)
		return call->name;
	/* kcalloc() is a macro around kmalloc_array_noprof(), and was a function before. */
	return kv_allocation_of(call->macro) ? call->macro : allocation->function;
}

kv_sleep kv_call_ref_sleep(const kv_call_ref *ref)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	const kv_allocation_pattern *allocation = kv_allocation_of(call->name);

	if (allocation)
		return allows_sleep(kv_call_ref_argument(ref, allocation->flags))
			       ? KV_SLEEP_FOR_MEMORY
			       : KV_SLEEP_NO;
	/* What else the macro of an allocation calls keeps account of it. */
	if (kv_allocation_of(call->macro))
		return KV_SLEEP_NO;
	return sleep_of_habits((call->name ? kv_habits_of(call->name) : 0) |
			       (call->macro ? kv_habits_of(call->macro) : 0));
}

char *kv_call_ref_sleeps(const kv_call_ref *ref)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	kv_sleep sleep = kv_call_ref_sleep(ref);

	if (sleep == KV_SLEEP_NO)
		return NULL;
	if (sleep == KV_SLEEP_FOR_MEMORY) {
		uint32_t number = kv_allocation_of(call->name)->flags;

		return g_strdup_printf("%s() with %s", kv_c_call_spelling(call),
				       flags_text(ref, kv_call_ref_argument(ref, number)));
	}
	return g_strdup_printf("%s()", call->macro && kv_habits_of(call->macro) & asleep
					       ? call->macro
					       : call->name);
}

static bool is_sleep(const kv_index *vmlinux, const kv_lp_call *call)
{
	uint32_t code;

	if (call->body)
		return false;
	if (kv_habits_of(call->callee) & asleep)
		return true;
	code = kv_index_code_named(vmlinux, call->callee);
	return code != KV_NONE && kv_index_calls_habit(vmlinux, code, asleep, SLEEP_DEPTH);
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
