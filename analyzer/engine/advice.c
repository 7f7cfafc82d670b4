/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/advice.h"

#include <string.h>

#include "engine/rule.h"

static void place_free(kv_place *place)
{
	g_free(place->name);
	g_free(place->location.file);
	g_free(place->remark);
	g_free(place);
}

static void candidate_free(kv_candidate *candidate)
{
	g_free(candidate->location.file);
	g_free(candidate->prototype);
	g_ptr_array_unref(candidate->aliases);
	g_ptr_array_unref(candidate->bodies);
	g_ptr_array_unref(candidate->hosts);
	g_free(candidate->explanation);
	g_free(candidate);
}

void kv_advice_free(kv_advice *advice)
{
	if (!advice)
		return;

	g_free(advice->kernel);
	g_free(advice->object);
	g_free(advice->name);
	g_free(advice->query);
	g_ptr_array_unref(advice->candidates);
	g_ptr_array_unref(advice->similar);
	g_free(advice->explanation);
	g_free(advice);
}

static GPtrArray *new_places(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)place_free);
}

static kv_location copy_location(const kv_index *index, const kv_source *source)
{
	kv_location location = {0};

	if (source) {
		location.file = g_strdup(kv_index_string(index, source->file));
		location.line = source->line;
	}
	return location;
}

static bool can_patch(const kv_symbol *symbol)
{
	return symbol->ftrace_offset != KV_NO_FTRACE && symbol->region != KV_REGION_INIT;
}

/*
 * The position of @symbol among those of its name, as the kernel counts them once the object is
 * initialised; 0 for one that is gone by then. @count gets how many there are.
 */
static guint position_among(const kv_index *index, kv_ids named, const kv_symbol *symbol,
			    guint *count)
{
	guint position = 0;

	*count = 0;
	for (uint32_t i = 0; i < named.count; i++) {
		const kv_symbol *other = kv_index_symbol(index, named.id[i]);

		if (!(other->flags & KV_SYMBOL_CORE))
			continue;
		(*count)++;
		if (other == symbol)
			position = *count;
	}
	return position;
}

/* Takes @remark over. */
static void add_place(GPtrArray *places, const kv_index *index, const kv_symbol *symbol,
		      char *remark)
{
	const char *name = kv_index_string(index, symbol->name);
	kv_ids named = kv_index_symbols_named(index, name);
	kv_place *place = g_new0(kv_place, 1);
	guint position, count;

	position = position_among(index, named, symbol, &count);
	place->name = position > 0 && count > 1 ? g_strdup_printf("%s,%u", name, position)
						: g_strdup(name);
	place->location = copy_location(index, kv_symbol_source(index, symbol));
	place->remark = remark;
	place->can_patch = can_patch(symbol);
	place->patchability = kv_symbol_patchability(index, symbol);
	g_ptr_array_add(places, place);
}

static void add_aliases(kv_candidate *candidate, const kv_index *index, const kv_symbol *self)
{
	kv_ids there = kv_index_symbols_at(index, self->address);

	for (uint32_t i = 0; i < there.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, there.id[i]);

		if (symbol != self && symbol->flags & KV_SYMBOL_FUNCTION)
			g_ptr_array_add(candidate->aliases,
					g_strdup(kv_index_string(index, symbol->name)));
	}
}

/*
 * The other bodies of @source besides @self, which may be NULL: clones, and copies out of line of a
 * function from a header. A part that was split off is none, for it is called only by the function
 * itself and by those that carry a copy of the rest of it.
 */
static void add_bodies(kv_candidate *candidate, const kv_index *index, guint32 source,
		       const kv_symbol *self)
{
	kv_ids bodies = kv_index_functions_of(index, source);

	for (uint32_t i = 0; i < bodies.count; i++) {
		const kv_function *body = kv_index_function(index, bodies.id[i]);
		const kv_symbol *symbol;

		if (body->symbol == KV_NONE || body->flags & KV_FUNCTION_DEAD ||
		    (self && body->address == self->address))
			continue;
		symbol = kv_index_symbol(index, body->symbol);
		if (symbol->region != KV_REGION_INIT && !(self && kv_symbol_is_part(index, symbol)))
			add_place(candidate->bodies, index, symbol, NULL);
	}
}

static void add_hosts(kv_candidate *candidate, const kv_index *index, const kv_source *source)
{
	g_autoptr(GArray) hosts = kv_source_hosts(index, source);
	guint running = 0;

	for (guint i = 0; i < hosts->len; i++) {
		const kv_host *host = &g_array_index(hosts, kv_host, i);
		uint32_t symbol = kv_index_function(index, host->function)->symbol;
		char *remark = host->copies > 1 ? g_strdup_printf("%u copies", host->copies) : NULL;

		add_place(candidate->hosts, index, kv_index_symbol(index, symbol), remark);
		running += host->copies;
	}
	for (uint32_t i = 0; i < source->copy_count; i++) {
		uint32_t flags = kv_index_copy(index, source->first_copy + i)->flags;

		if (flags & KV_COPY_EMPTY)
			candidate->empty_copies++;
		else if (flags & KV_COPY_SELF)
			candidate->self_copies++;
		else
			candidate->gone_copies++;
	}
	candidate->gone_copies -= running;
}

static guint count_patchable(const GPtrArray *places)
{
	guint count = 0;

	for (guint i = 0; i < places->len; i++)
		count += ((const kv_place *)places->pdata[i])->can_patch;
	return count;
}

/* Why the symbol itself cannot be patched; free with g_free(). */
static char *describe_obstacle(const kv_candidate *candidate)
{
	if (candidate->is_text && candidate->ftrace_offset < 0)
		return g_strdup_printf("it has no ftrace location (%s)", candidate->no_ftrace);
	return g_strdup(candidate->no_ftrace);
}

static char *explain_obstacle(const kv_candidate *candidate, guint others, guint hopeless)
{
	g_autofree char *obstacle = describe_obstacle(candidate);
	GString *words = g_string_new(NULL);

	if (candidate->type)
		g_string_append_printf(words, "cannot be patched, because %s", obstacle);
	else
		g_string_append(words, "has no symbol of its own");
	if (candidate->is_text && !candidate->in_init)
		g_string_append(words, "; patch its callers");
	if (others > 0)
		g_string_append_printf(words, "%s listed",
				       candidate->type ? " and the functions"
						       : "; patch the functions");
	if (hopeless > 0)
		g_string_append_printf(words, ", the callers of the %u that cannot be patched",
				       hopeless);
	return g_string_free(words, FALSE);
}

static void decide(kv_candidate *candidate)
{
	guint others = candidate->bodies->len + candidate->hosts->len;
	guint hopeless =
		others - count_patchable(candidate->bodies) - count_patchable(candidate->hosts);

	if (candidate->no_ftrace) {
		candidate->verdict = others > 0 ? KV_VERDICT_PATCH_INSTEAD : KV_VERDICT_CANNOT;
		candidate->explanation = explain_obstacle(candidate, others, hopeless);
		return;
	}
	candidate->verdict = others > 0 ? KV_VERDICT_PATCH_WITH : KV_VERDICT_PATCH;
	if (!candidate->copies_known)
		candidate->explanation = g_strdup_printf(
			"patch this%s; without debug information of it, it is not known where else "
			"its code is inlined",
			others > 0 ? " and those listed" : "");
	else if (others == 0)
		candidate->explanation = g_strdup("patch this");
	else if (hopeless == 0)
		candidate->explanation = g_strdup_printf("patch this and the %u listed", others);
	else
		candidate->explanation = g_strdup_printf(
			"patch this and the %u listed; %u of them cannot be patched, so patch "
			"their callers",
			others, hopeless);
}

static kv_candidate *candidate_new(void)
{
	kv_candidate *candidate = g_new0(kv_candidate, 1);

	candidate->ftrace_offset = -1;
	candidate->aliases = g_ptr_array_new_with_free_func(g_free);
	candidate->bodies = new_places();
	candidate->hosts = new_places();
	return candidate;
}

static void describe_source(kv_candidate *candidate, const kv_index *index, const kv_source *source)
{
	candidate->location = copy_location(index, source);
	candidate->prototype = g_strdup(kv_index_string(index, source->prototype));
	add_hosts(candidate, index, source);
}

static kv_candidate *symbol_candidate(const kv_index *index, kv_ids named, const kv_symbol *symbol)
{
	const kv_source *source = kv_symbol_named_source(index, symbol);
	kv_candidate *candidate = candidate_new();

	candidate->position = position_among(index, named, symbol, &candidate->symbols_of_name);
	candidate->loading_only = !(symbol->flags & KV_SYMBOL_CORE);
	candidate->type = (char)symbol->type;
	candidate->is_text = symbol->flags & KV_SYMBOL_TEXT;
	candidate->in_init = symbol->region == KV_REGION_INIT;
	/* What cannot be patched and is no C function is not inlined either. */
	candidate->copies_known =
		kv_index_has_dwarf(index) && (symbol->function != KV_NONE || !can_patch(symbol));
	if (symbol->ftrace_offset != KV_NO_FTRACE)
		candidate->ftrace_offset = symbol->ftrace_offset;
	if (!can_patch(symbol))
		candidate->no_ftrace = kv_symbol_no_ftrace_reason(index, symbol);
	add_aliases(candidate, index, symbol);
	if (source)
		describe_source(candidate, index, source);
	if (symbol->function != KV_NONE)
		add_bodies(candidate, index, kv_index_function(index, symbol->function)->source,
			   symbol);
	decide(candidate);
	return candidate;
}

/* Source functions of the name whose code is only in other functions or in clones. */
static void add_symbolless(kv_advice *advice, const kv_index *index, const char *name)
{
	kv_run run = kv_index_sources_named(index, name);

	for (uint32_t i = 0; i < run.count; i++) {
		kv_candidate *candidate = candidate_new();

		candidate->copies_known = true;
		candidate->no_ftrace = "it has no symbol";
		describe_source(candidate, index, kv_index_source(index, run.first + i));
		add_bodies(candidate, index, run.first + i, NULL);
		decide(candidate);
		if (candidate->bodies->len + candidate->hosts->len > 0)
			g_ptr_array_add(advice->candidates, candidate);
		else
			candidate_free(candidate);
	}
}

/* Takes @symbols over. */
static void add_places(GPtrArray *places, const kv_index *index, GPtrArray *symbols)
{
	for (guint i = 0; i < symbols->len; i++)
		add_place(places, index, g_ptr_array_index(symbols, i), NULL);
	g_ptr_array_unref(symbols);
}

static void find_similar(kv_advice *advice, const kv_index *index, const char *name)
{
	const kv_symbol *similar[KV_SIMILAR_MAX];
	guint count;

	add_places(advice->similar, index, kv_index_clones(index, name));
	if (advice->similar->len == 0)
		add_places(advice->similar, index, kv_index_syscall_entries(index, name));
	if (advice->similar->len > 0)
		return;
	count = kv_index_similar(index, name, similar);
	for (guint i = 0; i < count; i++)
		add_place(advice->similar, index, similar[i], NULL);
}

/* The answer as a whole; every candidate has its own. */
static char *explain(const kv_advice *advice, guint count, const char *name, uint64_t position)
{
	const kv_candidate *first;

	if (count == 0 && advice->candidates->len == 0)
		return g_strdup_printf("%s has no function %s", advice->object, name);
	first = advice->candidates->len > 0 ? advice->candidates->pdata[0] : NULL;
	if (count == 0 && !first->loading_only)
		return g_strdup_printf("%s has no symbol %s: its code is inlined or in clones; "
				       "patch the functions listed instead",
				       advice->object, name);
	if (position > count)
		return g_strdup_printf("%s has %u symbol%s %s, so there is no "
				       "position %" G_GUINT64_FORMAT,
				       advice->object, count, count == 1 ? "" : "s", name,
				       position);
	if (count > 1 && position == 0)
		return g_strdup_printf("%s has %u symbols %s: choose one by its position (%s,1 and "
				       "so on)",
				       advice->object, count, name, name);
	return g_strdup(first->explanation);
}

static bool is_patchable(const kv_advice *advice)
{
	const kv_candidate *only;

	if (advice->candidates->len != 1)
		return false;
	only = advice->candidates->pdata[0];
	return only->position > 0 &&
	       (only->verdict == KV_VERDICT_PATCH || only->verdict == KV_VERDICT_PATCH_WITH);
}

static bool is_complete(const kv_advice *advice, const kv_index *index)
{
	for (guint i = 0; i < advice->candidates->len; i++) {
		const kv_candidate *candidate = g_ptr_array_index(advice->candidates, i);

		if (!candidate->copies_known)
			return false;
	}
	return kv_index_has_dwarf(index) && kv_index_has_ftrace(index);
}

static void add_symbols(kv_advice *advice, const kv_index *index, kv_ids named, uint64_t position)
{
	for (uint32_t i = 0; i < named.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, named.id[i]);
		guint count;

		if (position == 0 || position == position_among(index, named, symbol, &count))
			g_ptr_array_add(advice->candidates, symbol_candidate(index, named, symbol));
	}
}

kv_advice *kv_advice_new(const char *kernel, const char *object, const kv_index *index,
			 const char *name, uint64_t position)
{
	kv_ids named = kv_index_symbols_named(index, name);
	kv_advice *advice = g_new0(kv_advice, 1);
	guint count;

	position_among(index, named, NULL, &count);
	advice->kernel = g_strdup(kernel);
	advice->object = g_strdup(object);
	advice->name = g_strdup(name);
	advice->query = position ? g_strdup_printf("%s,%" G_GUINT64_FORMAT, name, position)
				 : g_strdup(name);
	advice->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
	advice->similar = new_places();

	add_symbols(advice, index, named, position);
	if (named.count == 0)
		add_symbolless(advice, index, name);
	if (named.count == 0 && advice->candidates->len == 0)
		find_similar(advice, index, name);

	advice->patchable = is_patchable(advice);
	advice->complete = is_complete(advice, index);
	advice->explanation = explain(advice, count, name, position);
	return advice;
}
