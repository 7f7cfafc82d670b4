/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* What a reader still takes in. */
enum { POSITIONS_SHOWN = 60 };

/* The symbols of the name of @patched that the kernel counts while a module is loading. */
static kv_ids all_named(const kv_patched *patched)
{
	return kv_index_symbols_named(patched->index, patched->function->old_name);
}

void kv_finding_add_positions(kv_finding *finding, const kv_patched *patched)
{
	kv_ids named = all_named(patched);
	guint loaded = 0;

	for (uint32_t i = 0; i < named.count && i < POSITIONS_SHOWN; i++) {
		const kv_symbol *symbol = kv_index_symbol(patched->index, named.id[i]);
		const char *patchability = kv_symbol_patchability(patched->index, symbol);
		const char *kind = symbol->flags & KV_SYMBOL_TEXT ? "" : " (data)";

		if (!(symbol->flags & KV_SYMBOL_CORE)) {
			kv_finding_add_symbol(finding, patched->index, symbol,
					      "position %u%s, but only while %s loads; %s", i + 1,
					      kind, patched->object_name, patchability);
			continue;
		}
		loaded++;
		if (loaded == i + 1)
			kv_finding_add_symbol(finding, patched->index, symbol, "position %u%s; %s",
					      loaded, kind, patchability);
		else
			kv_finding_add_symbol(finding, patched->index, symbol,
					      "position %u%s, but %u while %s loads; %s", loaded,
					      kind, i + 1, patched->object_name, patchability);
	}
	if (named.count > POSITIONS_SHOWN)
		kv_finding_add_evidence(finding, NULL, NULL, 0, "and %u more symbols",
					named.count - POSITIONS_SHOWN);
}

const kv_symbol *kv_patched_init_symbol(const kv_patched *patched)
{
	const kv_symbol *symbol;
	kv_ids named;

	if (!patched->in_module || !patched->index || patched->lookup != KV_LOOKUP_ABSENT)
		return NULL;
	named = all_named(patched);
	if (named.count == 0)
		return NULL;
	symbol = kv_index_symbol(patched->index, named.id[0]);
	return symbol->region == KV_REGION_INIT && symbol->flags & KV_SYMBOL_TEXT ? symbol : NULL;
}

/* Whether a symbol of exactly that name stands for a body of @source. */
static bool has_symbol(const kv_index *index, const char *name, const kv_source *source)
{
	kv_ids named = kv_index_symbols_named(index, name);

	for (uint32_t i = 0; i < named.count; i++) {
		if (kv_symbol_source(index, kv_index_symbol(index, named.id[i])) == source)
			return true;
	}
	return false;
}

/*
 * Of a function without debug information: gcc (ipa-icf) writes none for the wrapper that it makes
 * of a function equal to another one, but describes its source. NULL unless the name is unique.
 */
static const kv_source *bodiless_source(const kv_index *index, const kv_symbol *symbol)
{
	kv_run run = kv_index_sources_named(index, kv_index_string(index, symbol->name));
	const kv_source *source;

	if (run.count != 1 || !(symbol->flags & KV_SYMBOL_TEXT) || symbol->size == 0)
		return NULL;
	source = kv_index_source(index, run.first);
	return source->function_count == 0 ? source : NULL;
}

const kv_source *kv_symbol_named_source(const kv_index *index, const kv_symbol *symbol)
{
	const kv_source *body = kv_symbol_source(index, symbol);
	const char *name = kv_index_string(index, symbol->name);
	g_autofree char *base = NULL;
	kv_run run;

	if (!body)
		return bodiless_source(index, symbol);
	base = g_strndup(name, strcspn(name, "."));
	if (strcmp(kv_index_string(index, body->name), base) == 0)
		return body;

	run = kv_index_sources_named(index, base);
	/* A weak function that was overridden has no symbol either, but is from another file. */
	for (uint32_t i = 0; i < run.count; i++) {
		const kv_source *source = kv_index_source(index, run.first + i);

		if (strcmp(kv_index_string(index, source->file),
			   kv_index_string(index, body->file)) == 0 &&
		    !has_symbol(index, name, source))
			return source;
	}
	return body;
}

const kv_source *kv_patched_source(const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);

	return symbol ? kv_symbol_named_source(patched->index, symbol) : NULL;
}

bool kv_patched_takes_effect(const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);

	return symbol && symbol->region != KV_REGION_INIT &&
	       (symbol->ftrace_offset != KV_NO_FTRACE || !kv_index_has_ftrace(patched->index));
}

bool kv_same_file(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);
	const char *tail;

	if (a_length < b_length)
		return kv_same_file(b, a);
	tail = a + (a_length - b_length);
	return b_length > 0 && strcmp(tail, b) == 0 && (tail == a || tail[-1] == '/');
}
