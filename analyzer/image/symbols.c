/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/symbols.h"

#include <string.h>

#include "base/names.h"

const kv_source *kv_symbol_source(const kv_index *index, const kv_symbol *symbol)
{
	if (symbol->function == KV_NONE)
		return NULL;
	return kv_index_source(index, kv_index_function(index, symbol->function)->source);
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

bool kv_symbol_is_part(const kv_index *index, const kv_symbol *symbol)
{
	const char *name = kv_index_string(index, symbol->name);

	return strstr(name, ".part.") || kv_name_cold_suffix(name);
}

GPtrArray *kv_index_clones(const kv_index *index, const char *name)
{
	g_autofree char *prefix = g_strconcat(name, ".", NULL);
	kv_ids prefixed = kv_index_symbols_prefixed(index, prefix);
	GPtrArray *clones = g_ptr_array_new();

	for (uint32_t i = 0; i < prefixed.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, prefixed.id[i]);

		if (symbol->flags & KV_SYMBOL_TEXT &&
		    !kv_name_cold_suffix(kv_index_string(index, symbol->name)))
			g_ptr_array_add(clones, (gpointer)symbol);
	}
	return clones;
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

bool kv_index_file_has_function(const kv_index *index, const char *file, const char *name)
{
	kv_run sources = kv_index_sources_named(index, name);

	for (uint32_t i = 0; i < sources.count; i++) {
		const kv_source *source = kv_index_source(index, sources.first + i);

		if (kv_same_file(kv_index_string(index, source->file), file))
			return true;
	}
	return false;
}

static const char *unit_file(const kv_index *index, uint32_t unit)
{
	return kv_index_string(index, kv_index_unit(index, unit)->name);
}

const char *kv_symbol_unit_file(const kv_index *index, const kv_symbol *symbol)
{
	if (symbol->function == KV_NONE)
		return NULL;
	return unit_file(index, kv_index_function(index, symbol->function)->unit);
}

const char *kv_variable_file(const kv_index *index, uint32_t variable)
{
	uint32_t unit = kv_index_variable_unit(index, variable);

	return unit == KV_NONE ? NULL : unit_file(index, unit);
}
