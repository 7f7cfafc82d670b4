/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/hosts.h"

#include "image/stay.h"
#include "image/symbols.h"
#include "image/syscalls.h"

static bool can_still_run(const kv_index *index, const kv_function *function)
{
	const kv_symbol *symbol;

	if (function->flags & KV_FUNCTION_DEAD || function->symbol == KV_NONE)
		return false;
	symbol = kv_index_symbol(index, function->symbol);
	return symbol->region != KV_REGION_INIT && symbol->region != KV_REGION_EXIT;
}

/* The hosts of the copies of @source whose flags are exactly @flags. */
static GArray *hosts_of(const kv_index *index, const kv_source *source, uint32_t flags)
{
	/* kv_function id plus one -> position in the result plus one */
	g_autoptr(GHashTable) known = g_hash_table_new(g_direct_hash, g_direct_equal);
	GArray *hosts = g_array_new(FALSE, FALSE, sizeof(kv_host));

	for (uint32_t i = 0; i < source->copy_count; i++) {
		const kv_copy *copy = kv_index_copy(index, source->first_copy + i);
		gpointer key = GSIZE_TO_POINTER((gsize)copy->host + 1);
		gsize position = GPOINTER_TO_SIZE(g_hash_table_lookup(known, key));
		kv_host host = {.function = copy->host, .copies = 1};

		if (copy->flags != flags)
			continue;
		if (position) {
			g_array_index(hosts, kv_host, position - 1).copies++;
			continue;
		}
		if (!can_still_run(index, kv_index_function(index, copy->host)))
			continue;
		g_array_append_val(hosts, host);
		g_hash_table_insert(known, key, GUINT_TO_POINTER(hosts->len));
	}
	return hosts;
}

GArray *kv_source_hosts(const kv_index *index, const kv_source *source)
{
	return hosts_of(index, source, 0);
}

kv_reach *kv_reach_copies_new(const kv_index *index, const kv_source *source)
{
	g_autoptr(GArray) symbols = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) hosts = source ? kv_source_hosts(index, source) : NULL;

	for (guint i = 0; hosts && i < hosts->len; i++) {
		uint32_t function = g_array_index(hosts, kv_host, i).function;

		g_array_append_val(symbols, kv_index_function(index, function)->symbol);
	}
	return kv_reach_new(index, (const uint32_t *)symbols->data, symbols->len, KV_REACH_LIMIT);
}

GArray *kv_source_vanished_hosts(const kv_index *index, const kv_source *source)
{
	g_autoptr(GHashTable) real_hosts = g_hash_table_new(g_direct_hash, g_direct_equal);
	g_autoptr(GArray) real = kv_source_hosts(index, source);
	GArray *hosts = hosts_of(index, source, KV_COPY_EMPTY);

	for (guint i = 0; i < real->len; i++)
		g_hash_table_add(real_hosts,
				 GUINT_TO_POINTER(g_array_index(real, kv_host, i).function));
	for (guint i = hosts->len; i-- > 0;) {
		uint32_t function = g_array_index(hosts, kv_host, i).function;

		if (g_hash_table_contains(real_hosts, GUINT_TO_POINTER(function)))
			g_array_remove_index(hosts, i);
	}
	return hosts;
}

/* Cheaper to ask than which source a symbol is of, and seldom so. */
static bool has_size_of_host(const kv_index *index, const kv_symbol *symbol, const GArray *hosts)
{
	for (guint i = 0; i < hosts->len; i++) {
		uint32_t host = g_array_index(hosts, kv_host, i).function;

		if (kv_index_function(index, host)->size == symbol->size)
			return true;
	}
	return false;
}

static bool is_twin(const kv_index *index, const kv_symbol *symbol, const kv_source *source,
		    const GArray *hosts)
{
	for (guint i = 0; i < hosts->len; i++) {
		const kv_function *host =
			kv_index_function(index, g_array_index(hosts, kv_host, i).function);

		if (host->size == symbol->size &&
		    kv_index_source(index, host->source)->file == source->file)
			return true;
	}
	return false;
}

GPtrArray *kv_index_host_twins(const kv_index *index, const GArray *hosts)
{
	GPtrArray *twins = g_ptr_array_new();

	for (uint32_t i = 0; hosts->len > 0 && i < kv_index_symbol_count(index); i++) {
		const kv_symbol *symbol = kv_index_symbol(index, i);
		const kv_source *source;

		if (symbol->function != KV_NONE || !(symbol->flags & KV_SYMBOL_FUNCTION) ||
		    symbol->region == KV_REGION_INIT || !has_size_of_host(index, symbol, hosts))
			continue;
		source = kv_symbol_named_source(index, symbol);
		if (source && is_twin(index, symbol, source, hosts))
			g_ptr_array_add(twins, (gpointer)symbol);
	}
	return twins;
}

static bool has_live_body(const kv_index *index, uint32_t source)
{
	kv_ids bodies = kv_index_functions_of(index, source);

	for (uint32_t i = 0; i < bodies.count; i++) {
		if (!(kv_index_function(index, bodies.id[i])->flags & KV_FUNCTION_DEAD))
			return true;
	}
	return false;
}

static bool has_real_copy(const kv_index *index, const kv_source *source)
{
	for (uint32_t i = 0; i < source->copy_count; i++) {
		if (kv_index_copy(index, source->first_copy + i)->flags == 0)
			return true;
	}
	return false;
}

bool kv_index_inlined_away(const kv_index *index, const char *name)
{
	kv_run sources = kv_index_sources_named(index, name);
	bool copied = false;

	for (uint32_t i = 0; i < sources.count; i++) {
		if (has_live_body(index, sources.first + i))
			return false;
		copied = copied || has_real_copy(index, kv_index_source(index, sources.first + i));
	}
	return copied;
}

const kv_symbol *kv_host_symbol(const kv_index *index, const kv_host *host)
{
	uint32_t symbol = kv_index_function(index, host->function)->symbol;

	return kv_index_symbol(index, kv_symbol_entry(index, symbol));
}

guint kv_hosts_that_stay(const kv_index *index, const GArray *hosts, const kv_symbol **first)
{
	guint count = 0;

	for (guint i = 0; i < hosts->len; i++) {
		uint32_t function = g_array_index(hosts, kv_host, i).function;
		uint32_t symbol = kv_index_function(index, function)->symbol;

		if (kv_index_stay(index, symbol).how != KV_STAYS_NOT && count++ == 0)
			*first = kv_index_symbol(index, symbol);
	}
	return count;
}
