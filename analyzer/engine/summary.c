/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/summary.h"

#include "engine/state.h"
#include "image/hosts.h"
#include "image/symbols.h"

static bool has_real_copy(const kv_index *index, const kv_source *source)
{
	for (uint32_t i = 0; i < source->copy_count; i++) {
		const kv_copy *copy = kv_index_copy(index, source->first_copy + i);

		if (!(copy->flags & (KV_COPY_SELF | KV_COPY_EMPTY)))
			return true;
	}
	return false;
}

/* What can be said of the inlined copies of @source, NULL when not all of them are harmless. */
static const char *describe_copies(const kv_check *check, const kv_index *index,
				   const kv_source *source)
{
	g_autoptr(GArray) hosts = NULL;

	if (!has_real_copy(index, source))
		return "no copies elsewhere";

	hosts = kv_source_hosts(index, source);
	for (guint i = 0; i < hosts->len; i++) {
		uint32_t host = g_array_index(hosts, kv_host, i).function;

		if (!kv_check_patches_address(check, index,
					      kv_index_function(index, host)->address))
			return NULL;
	}
	return hosts->len > 0 ? "every function with a copy is patched too"
			      : "no copies in code that can still run";
}

char *kv_entry_summary(const kv_check *check, const kv_entry *entry)
{
	g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func(g_free);
	const kv_patched *patched = &entry->patched;
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const kv_source *source;
	const char *copies = NULL;

	if (!symbol)
		return NULL;

	if (patched->candidates.count == 1)
		g_ptr_array_add(facts, g_strdup("one symbol"));
	else
		g_ptr_array_add(facts, g_strdup_printf("the symbol at position %" G_GUINT64_FORMAT
						       " of %u of that name",
						       patched->function->sympos,
						       patched->candidates.count));
	if (symbol->ftrace_offset != KV_NO_FTRACE)
		g_ptr_array_add(facts, g_strdup("ftrace location at its entry"));
	source = kv_symbol_source(patched->index, symbol);
	if (source && kv_index_has_dwarf(patched->index))
		copies = describe_copies(check, patched->index, source);
	if (copies)
		g_ptr_array_add(facts, g_strdup(copies));

	g_ptr_array_add(facts, NULL);
	return g_strjoinv(", ", (char **)facts->pdata);
}
