/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/installed.h"

#include <string.h>

#include "engine/state.h"

static bool same_name(const kv_livepatch *livepatch, const kv_livepatch *other)
{
	return kv_livepatch_kind_tells(livepatch->kind, KV_TELLS_NAME) &&
	       kv_livepatch_kind_tells(other->kind, KV_TELLS_NAME) &&
	       strcmp(livepatch->module_name, other->module_name) == 0;
}

const kv_lp_state *kv_livepatch_state(const kv_livepatch *livepatch, uint64_t id)
{
	for (guint i = 0; i < livepatch->states->len; i++) {
		const kv_lp_state *state = &g_array_index(livepatch->states, kv_lp_state, i);

		if (state->id == id)
			return state;
	}
	return NULL;
}

kv_fact kv_livepatch_takes_state(const kv_livepatch *livepatch, const kv_lp_state *old)
{
	const kv_lp_state *state = kv_livepatch_state(livepatch, old->id);

	if (state)
		return kv_fact_from_bool(state->version >= old->version);
	if (livepatch->replace == KV_UNKNOWN)
		return KV_UNKNOWN;
	return kv_fact_from_bool(livepatch->replace == KV_NO);
}

/* Whether the kernel is certain to refuse @next while @installed is in force. */
static bool clashes(const kv_installed *installed, const kv_livepatch *next)
{
	const GArray *states = installed->livepatch->states;

	for (guint i = 0; i < states->len && !next->states_unread; i++)
		if (kv_livepatch_takes_state(next, &g_array_index(states, kv_lp_state, i)) == KV_NO)
			return true;
	return false;
}

/* What @next, which is loaded now, makes of one that was loaded before, and the other way round. */
static void meet(kv_installed *installed, kv_installed *next)
{
	const kv_livepatch *livepatch = next->livepatch;

	if (same_name(installed->livepatch, livepatch)) {
		installed->loaded = false;
		installed->active = KV_NO;
		return;
	}
	if (installed->active == KV_YES && clashes(installed, livepatch))
		next->clash = installed->livepatch;
	if (livepatch->replace == KV_YES)
		installed->active = KV_NO;
	else if (livepatch->replace == KV_UNKNOWN && installed->active == KV_YES)
		installed->active = KV_UNKNOWN;
}

GArray *kv_installed_after(const GPtrArray *previous)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(kv_installed));

	for (guint i = 0; previous && i < previous->len; i++) {
		kv_installed installed = {
			.livepatch = g_ptr_array_index(previous, i),
			.active = KV_YES,
			.loaded = true,
		};

		for (guint j = 0; j < all->len; j++)
			meet(&g_array_index(all, kv_installed, j), &installed);
		g_array_append_val(all, installed);
	}
	return all;
}

const GArray *kv_check_installed(const kv_check *check)
{
	return check->installed;
}

bool kv_check_is_installed(kv_check *check, const kv_installed *installed)
{
	g_autofree char *reason = NULL;

	if (installed->active != KV_UNKNOWN)
		return installed->active == KV_YES;
	reason = g_strdup_printf("whether %s is still in force then is not known: code sets "
				 "klp_patch.replace of one that comes after it",
				 installed->livepatch->module_name);
	kv_check_not_checked(check, NULL, reason,
			     "look which are in /sys/kernel/livepatch, and give only these with "
			     "--previous");
	return false;
}

void kv_check_each_installed(kv_check *check, bool cumulative,
			     void (*visit)(kv_check *check, const kv_installed *installed,
					   const kv_function_set *own))
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const GArray *installed = kv_check_installed(check);
	g_autoptr(kv_function_set) own = kv_function_set_new(livepatch);

	if (livepatch->replace == KV_UNKNOWN)
		kv_check_not_checked(check, NULL, "whether it is cumulative is not known",
				     "initialise klp_patch.replace statically");
	else if ((livepatch->replace == KV_YES) == cumulative)
		for (guint i = 0; i < installed->len; i++)
			visit(check, &g_array_index(installed, kv_installed, i), own);
}

bool kv_check_installed_is_read(kv_check *check, const kv_installed *installed)
{
	const GPtrArray *gaps = installed->livepatch->gaps;

	for (guint i = 0; i < gaps->len; i++) {
		const kv_lp_gap *gap = g_ptr_array_index(gaps, i);
		g_autofree char *reason =
			g_strdup_printf("%s of %s cannot be read: %s", gap->what,
					installed->livepatch->module_name, gap->reason);

		kv_check_not_checked(check, NULL, reason, gap->supply);
	}
	return gaps->len == 0;
}
