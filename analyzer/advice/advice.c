/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advice/advice.h"

#include <string.h>

#include "advice/candidate.h"
#include "engine/preview.h"
#include "image/similar.h"
#include "image/symbols.h"
#include "image/syscalls.h"

void kv_advice_free(kv_advice *advice)
{
	if (!advice)
		return;

	g_free(advice->kernel);
	g_free(advice->object);
	g_free(advice->built_in);
	g_free(advice->name);
	g_free(advice->query);
	g_ptr_array_unref(advice->candidates);
	g_ptr_array_unref(advice->similar);
	g_ptr_array_unref(advice->elsewhere);
	kv_finding_free(advice->finding);
	g_free(advice->explanation);
	g_free(advice);
}

/* Enough to recognise the module that is meant. */
enum { ELSEWHERE_MAX = 5 };

static bool has_code(const kv_candidate *candidate)
{
	return candidate->bodies->len + candidate->hosts->len > 0;
}

/*
 * Source functions of the name, whose code is only in other functions or in clones. Those of which
 * nothing is left are told only when there are no others.
 */
static void add_symbolless(kv_advice *advice, const kv_index *index)
{
	kv_run run = kv_index_sources_named(index, advice->name);
	bool any = false;

	for (uint32_t i = 0; i < run.count; i++) {
		kv_candidate *candidate = kv_candidate_of_source(index, run.first + i);

		any = any || has_code(candidate);
		g_ptr_array_add(advice->candidates, candidate);
	}
	for (guint i = advice->candidates->len; any && i-- > 0;) {
		if (!has_code(advice->candidates->pdata[i]))
			g_ptr_array_remove_index(advice->candidates, i);
	}
}

/* Takes @symbols over. */
static void add_places(GPtrArray *places, const kv_index *index, GPtrArray *symbols)
{
	for (guint i = 0; i < symbols->len; i++)
		kv_places_add(places, index, g_ptr_array_index(symbols, i), NULL);
	g_ptr_array_unref(symbols);
}

static void find_similar(kv_advice *advice, const kv_index *index)
{
	const kv_symbol *similar[KV_SIMILAR_MAX];
	guint count;

	add_places(advice->similar, index, kv_index_clones(index, advice->name));
	if (advice->similar->len == 0)
		add_places(advice->similar, index, kv_index_syscall_entries(index, advice->name));
	if (advice->similar->len > 0 || advice->elsewhere->len > 0)
		return;
	count = kv_index_similar(index, advice->name, similar);
	for (guint i = 0; i < count; i++)
		kv_places_add(advice->similar, index, similar[i], NULL);
}

/* The other objects of @kernel that have a function of the name. */
static void find_elsewhere(kv_advice *advice, kv_kernel *kernel, const kv_index *index)
{
	const kv_index *vmlinux = kv_kernel_index(kernel);
	g_autoptr(GPtrArray) modules =
		kv_kernel_modules_defining(kernel, advice->name, ELSEWHERE_MAX);

	advice->passed_over = kv_kernel_passes_modules_over(kernel);
	if (index != vmlinux && kv_index_symbols_named(vmlinux, advice->name).count > 0)
		g_ptr_array_add(advice->elsewhere, g_strdup("vmlinux"));
	for (guint i = 0; i < modules->len; i++) {
		if (strcmp(modules->pdata[i], advice->object) != 0)
			g_ptr_array_add(advice->elsewhere, g_strdup(modules->pdata[i]));
	}
}

/* What to say when nothing of the name was found. */
static char *explain_absence(const kv_advice *advice, const kv_index *index)
{
	GString *words = g_string_new(NULL);

	if (kv_index_symbol_count(index) == 0)
		g_string_printf(words,
				"%s has no symbol table: whether it has a function %s is not known",
				advice->object, advice->name);
	else if (advice->undecided)
		g_string_printf(words,
				"%s has no symbol %s; it may be inlined, but %s, so that is not "
				"known",
				advice->object, advice->name,
				kv_index_has_damaged_dwarf(index)
					? "the debug information is damaged"
					: "there is no debug information");
	else
		g_string_printf(words, "%s has no function %s", advice->object, advice->name);

	for (guint i = 0; i < advice->elsewhere->len; i++)
		g_string_append_printf(words, "%s%s", i == 0 ? "; it is in " : ", ",
				       (const char *)advice->elsewhere->pdata[i]);
	if (advice->elsewhere->len > 0)
		g_string_append_printf(words, ": ask with --object %s",
				       (const char *)advice->elsewhere->pdata[0]);
	else if (advice->passed_over)
		g_string_append(words,
				"; modules are packed and were not searched for it: name one "
				"with --object");
	return g_string_free(words, FALSE);
}

static char *explain_symbolless(const kv_advice *advice)
{
	const kv_candidate *first = advice->candidates->pdata[0];

	if (has_code(first) && first->verdict == KV_VERDICT_CANNOT)
		return g_strdup_printf("%s has no symbol %s; it %s", advice->object, advice->name,
				       first->explanation);
	if (has_code(first))
		return g_strdup_printf("%s has no symbol %s: its code is inlined or in clones; "
				       "patch the functions listed instead",
				       advice->object, advice->name);
	return g_strdup_printf("%s has no symbol %s, although %s:%u defines it; %s", advice->object,
			       advice->name, first->location.file, first->location.line,
			       first->explanation);
}

/* The answer as a whole; every candidate has its own. */
static char *explain(const kv_advice *advice, const kv_index *index, guint count, uint64_t position)
{
	const char *object = advice->object, *name = advice->name;
	const kv_candidate *first;

	if (advice->finding)
		return g_strdup_printf("cannot be patched, because %s", advice->finding->message);
	if (count == 0 && advice->candidates->len == 0)
		return explain_absence(advice, index);
	first = advice->candidates->len > 0 ? advice->candidates->pdata[0] : NULL;
	if (count == 0 && !first->loading_only)
		return explain_symbolless(advice);
	if (position > count)
		return g_strdup_printf("%s has %u symbol%s %s, so there is no "
				       "position %" G_GUINT64_FORMAT,
				       object, count, count == 1 ? "" : "s", name, position);
	if (count > 1 && position == 0)
		return g_strdup_printf("%s has %u symbols %s: choose one by its position (%s,1 and "
				       "so on)",
				       object, count, name, name);
	return g_strdup(first->explanation);
}

static bool is_patchable(const kv_advice *advice)
{
	const kv_candidate *only;

	if (advice->candidates->len != 1 || advice->finding)
		return false;
	only = advice->candidates->pdata[0];
	return only->position > 0 &&
	       (only->verdict == KV_VERDICT_PATCH || only->verdict == KV_VERDICT_PATCH_WITH);
}

static bool is_complete(const kv_advice *advice, const kv_index *index)
{
	for (guint i = 0; i < advice->candidates->len; i++) {
		const kv_candidate *candidate = g_ptr_array_index(advice->candidates, i);

		if (candidate->copies_unknown)
			return false;
	}
	return kv_index_has_dwarf(index) && kv_index_has_ftrace(index);
}

static void add_symbols(kv_advice *advice, kv_kernel *kernel, const kv_index *index, kv_ids named,
			uint64_t position)
{
	for (uint32_t i = 0; i < named.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, named.id[i]);
		guint count;

		if (position == 0 || position == kv_position_among(index, named, symbol, &count))
			g_ptr_array_add(advice->candidates,
					kv_candidate_of_symbol(kernel, advice->object, index, named,
							       symbol));
	}
}

static kv_advice *advice_new(kv_kernel *kernel, const char *object, const char *name,
			     uint64_t position)
{
	kv_advice *advice = g_new0(kv_advice, 1);

	advice->kernel = g_strdup(kv_kernel_name(kernel));
	advice->object = g_strdup(object);
	advice->name = g_strdup(name);
	advice->query = position ? g_strdup_printf("%s,%" G_GUINT64_FORMAT, name, position)
				 : g_strdup(name);
	advice->candidates = kv_candidates_new();
	advice->similar = kv_places_new();
	advice->elsewhere = g_ptr_array_new_with_free_func(g_free);
	return advice;
}

kv_advice *kv_advice_new(kv_kernel *kernel, const char *object, const kv_index *index,
			 const char *name, uint64_t position)
{
	kv_ids named = kv_index_symbols_named(index, name);
	kv_advice *advice = advice_new(kernel, object, name, position);
	guint count;

	kv_position_among(index, named, NULL, &count);
	advice->finding = kv_rule_preview("kernel-no-livepatch", kernel, object, name, position);
	add_symbols(advice, kernel, index, named, position);
	if (named.count == 0)
		add_symbolless(advice, index);
	if (named.count == 0 && advice->candidates->len == 0) {
		advice->undecided = !kv_index_has_dwarf(index) || kv_index_symbol_count(index) == 0;
		find_elsewhere(advice, kernel, index);
		find_similar(advice, index);
	}

	advice->patchable = is_patchable(advice);
	advice->complete = is_complete(advice, index);
	advice->explanation = explain(advice, index, count, position);
	return advice;
}
