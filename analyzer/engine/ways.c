/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/ways.h"

#include "engine/state.h"
#include "image/hosts.h"

const kv_reach *kv_check_reach(kv_check *check, const kv_patched *patched)
{
	kv_entry *entry = (kv_entry *)patched;

	if (!entry->reach)
		entry->reach = kv_reach_new(patched->index, &patched->symbol, 1, KV_REACH_LIMIT);
	return entry->reach;
}

/* What reaches a function that carries an inlined copy of it; computed once. */
static const kv_reach *reach_copies(kv_check *check, const kv_patched *patched)
{
	kv_entry *entry = (kv_entry *)patched;

	if (!entry->copies)
		entry->copies = kv_reach_copies_new(patched->index, kv_patched_source(patched));
	return entry->copies;
}

bool kv_check_replaces_on_way(kv_check *check, const kv_patched *patched, uint32_t from)
{
	for (guint i = 0; i < check->entries->len; i++) {
		const kv_entry *entry = g_ptr_array_index(check->entries, i);
		const kv_patched *other = &entry->patched;

		if (other == patched || other->index != patched->index || other->symbol == KV_NONE)
			continue;
		if (kv_reach_contains(kv_check_reach(check, other), from) ||
		    kv_reach_contains(reach_copies(check, other), from))
			return true;
	}
	return kv_reach_contains(reach_copies(check, patched), from);
}
