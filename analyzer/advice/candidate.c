/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advice/candidate.h"

#include <string.h>

#include "engine/preview.h"
#include "image/exports.h"
#include "image/hosts.h"
#include "image/patchability.h"
#include "image/reach.h"
#include "image/symbols.h"
#include "image/untraced.h"
#include "index/code.h"

static void place_free(kv_advice_place *place)
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
	g_ptr_array_unref(candidate->vanished);
	g_ptr_array_unref(candidate->callers);
	g_ptr_array_unref(candidate->stays);
	kv_entrances_free(candidate->entrances);
	kv_module_users_free(candidate->users);
	kv_finding_free(candidate->finding);
	g_free(candidate->explanation);
	g_free(candidate);
}

GPtrArray *kv_places_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)place_free);
}

GPtrArray *kv_candidates_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
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

guint kv_position_among(const kv_index *index, kv_ids named, const kv_symbol *symbol, guint *count)
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

void kv_places_add(GPtrArray *places, const kv_index *index, const kv_symbol *symbol, char *remark)
{
	const char *name = kv_index_string(index, symbol->name);
	kv_ids named = kv_index_symbols_named(index, name);
	kv_advice_place *place = g_new0(kv_advice_place, 1);
	guint position, count;

	position = kv_position_among(index, named, symbol, &count);
	place->name = position > 0 && count > 1 ? g_strdup_printf("%s,%u", name, position)
						: g_strdup(name);
	place->location = copy_location(index, kv_symbol_source(index, symbol));
	place->remark = remark;
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
 * function from a header; (element-type guint32) symbols. A part that was split off is none, for it
 * is called only by the function itself and by those that carry a copy of the rest of it.
 */
static GArray *other_bodies(const kv_index *index, guint32 source, const kv_symbol *self)
{
	GArray *symbols = g_array_new(FALSE, FALSE, sizeof(guint32));
	kv_ids bodies = kv_index_functions_of(index, source);

	for (uint32_t i = 0; i < bodies.count; i++) {
		const kv_function *body = kv_index_function(index, bodies.id[i]);
		const kv_symbol *symbol;

		if (body->symbol == KV_NONE || body->flags & KV_FUNCTION_DEAD ||
		    (self && body->address == self->address))
			continue;
		symbol = kv_index_symbol(index, body->symbol);
		if (symbol->region != KV_REGION_INIT && !(self && kv_symbol_is_part(index, symbol)))
			g_array_append_val(symbols, body->symbol);
	}
	return symbols;
}

static void add_bodies(kv_candidate *candidate, const kv_index *index, const GArray *bodies)
{
	for (guint i = 0; i < bodies->len; i++)
		kv_places_add(candidate->bodies, index,
			      kv_index_symbol(index, g_array_index(bodies, guint32, i)), NULL);
}

static void add_hosts(GPtrArray *places, const kv_index *index, const GArray *hosts)
{
	for (guint i = 0; i < hosts->len; i++) {
		const kv_host *host = &g_array_index(hosts, kv_host, i);
		char *remark = host->copies > 1 ? g_strdup_printf("%u copies", host->copies) : NULL;

		kv_places_add(places, index, kv_host_symbol(index, host), remark);
	}
}

static void add_copies(kv_candidate *candidate, const kv_index *index, const kv_source *source)
{
	g_autoptr(GArray) hosts = kv_source_hosts(index, source);

	add_hosts(candidate->hosts, index, hosts);
	for (uint32_t i = 0; i < source->copy_count; i++) {
		uint32_t flags = kv_index_copy(index, source->first_copy + i)->flags;

		if (flags & KV_COPY_EMPTY)
			candidate->empty_copies++;
		else if (flags & KV_COPY_SELF)
			candidate->self_copies++;
		else
			candidate->gone_copies++;
	}
	for (guint i = 0; i < hosts->len; i++)
		candidate->gone_copies -= g_array_index(hosts, kv_host, i).copies;
}

static guint count_patchable(const GPtrArray *places)
{
	guint count = 0;

	for (guint i = 0; i < places->len; i++)
		count += ((const kv_advice_place *)places->pdata[i])->patchability == KV_PATCHABLE;
	return count;
}

/* Why the symbol itself cannot be patched; free with g_free(). */
static char *describe_obstacle(const kv_candidate *candidate)
{
	if (candidate->finding)
		return g_strdup(candidate->finding->message);
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

static char *explain_patch(const kv_candidate *candidate, guint others, guint hopeless)
{
	GString *words = g_string_new("patch this");

	if (others > 0)
		g_string_append_printf(words, " and the %u listed", others);
	if (hopeless > 0)
		g_string_append_printf(
			words, "; %u of them cannot be patched, so patch their callers", hopeless);
	if (candidate->copies_unknown)
		g_string_append_printf(words,
				       "; %s, so it is not known where else its code is "
				       "inlined",
				       candidate->copies_unknown);
	return g_string_free(words, FALSE);
}

/* The first of @places that a kernel thread never leaves, or NULL. */
static const kv_advice_place *first_that_stays(const GPtrArray *places)
{
	for (guint i = 0; i < places->len; i++) {
		const kv_advice_place *place = g_ptr_array_index(places, i);

		if (place->patchability == KV_UNPATCHABLE_STAYS)
			return place;
	}
	return NULL;
}

/* Why the transition of a livepatch that replaces all of it does not finish; NULL if it does. */
static char *explain_stay(const kv_candidate *candidate)
{
	const kv_finding *stay = candidate->stays->len > 0 ? candidate->stays->pdata[0] : NULL;
	const kv_advice_place *place = first_that_stays(candidate->hosts);

	if (stay && stay->level == KV_ERROR_LEVEL)
		return g_strdup_printf("a livepatch of it loads, but never finishes, because %s",
				       stay->message);
	if (!place)
		return NULL;
	return g_strdup_printf("cannot be fixed by a livepatch on this kernel as it stands: its "
			       "code is inlined into %s, which a kernel thread never leaves; patch "
			       "functions that it calls, or restart the thread",
			       place->name);
}

static void decide(kv_candidate *candidate)
{
	guint others = candidate->bodies->len + candidate->hosts->len;
	guint hopeless =
		others - count_patchable(candidate->bodies) - count_patchable(candidate->hosts);

	candidate->explanation = explain_stay(candidate);
	if (candidate->explanation) {
		candidate->verdict = KV_VERDICT_CANNOT;
		return;
	}
	if (candidate->no_ftrace || candidate->finding) {
		candidate->verdict = others > 0 ? KV_VERDICT_PATCH_INSTEAD : KV_VERDICT_CANNOT;
		candidate->explanation = explain_obstacle(candidate, others, hopeless);
		return;
	}
	candidate->verdict = others > 0 ? KV_VERDICT_PATCH_WITH : KV_VERDICT_PATCH;
	candidate->explanation = explain_patch(candidate, others, hopeless);
}

static kv_candidate *candidate_new(void)
{
	kv_candidate *candidate = g_new0(kv_candidate, 1);

	candidate->ftrace_offset = -1;
	candidate->aliases = g_ptr_array_new_with_free_func(g_free);
	candidate->bodies = kv_places_new();
	candidate->hosts = kv_places_new();
	candidate->vanished = kv_places_new();
	candidate->callers = kv_places_new();
	candidate->stays = g_ptr_array_new_with_free_func((GDestroyNotify)kv_finding_free);
	return candidate;
}

static void describe_source(kv_candidate *candidate, const kv_index *index, const kv_source *source)
{
	candidate->location = copy_location(index, source);
	candidate->prototype = g_strdup(kv_index_string(index, source->prototype));
	add_copies(candidate, index, source);
}

/* Whether the kernel redirects a function, whether or not the transition then finishes. */
static bool is_redirected(kv_patchability patchability)
{
	return patchability == KV_PATCHABLE || patchability == KV_UNPATCHABLE_STAYS;
}

/* What keeps copies of any function of @index from being known, or NULL. */
static const char *dwarf_obstacle(const kv_index *index)
{
	if (kv_index_has_dwarf(index))
		return NULL;
	return kv_index_has_damaged_dwarf(index) ? "the debug information is damaged"
						 : "there is no debug information";
}

static const char *copies_obstacle(const kv_index *index, const kv_symbol *symbol)
{
	const char *obstacle = dwarf_obstacle(index);

	/* What cannot be patched and is no C function is not inlined either. */
	if (!obstacle && kv_index_has_code(index) && kv_symbol_inlined_untraced(index, symbol))
		return "the compiler worked it into a caller in its source file without a trace";
	if (obstacle || symbol->function != KV_NONE ||
	    !is_redirected(kv_symbol_patchability(index, symbol)))
		return obstacle;
	return "the debug information does not describe its code";
}

/* What `klpvet check` says of a livepatch for a function that seems to have its ftrace location. */
static kv_finding *preview(const kv_candidate *candidate, kv_kernel *kernel, const char *object,
			   const char *name)
{
	if (candidate->position == 0)
		return NULL;
	return kv_rule_preview("trace-dead-entry", kernel, object, name,
			       candidate->symbols_of_name > 1 ? candidate->position : 0);
}

/* What the rules say that know of functions which some task never leaves. */
static void add_stays(kv_candidate *candidate, kv_kernel *kernel, const char *object,
		      const char *name)
{
	static const char *const rules[] = {"transition-always-on-stack", "transition-kthread",
					    NULL};
	g_autoptr(GPtrArray) findings = NULL;

	if (candidate->position == 0)
		return;
	findings = kv_rules_preview(rules, kernel, object, name,
				    candidate->symbols_of_name > 1 ? candidate->position : 0);
	for (guint i = 0; i < findings->len; i++) {
		if (findings->pdata[i])
			g_ptr_array_add(candidate->stays, g_steal_pointer(&findings->pdata[i]));
	}
}

/* The functions to patch in place of one that cannot be. */
static void add_callers(kv_candidate *candidate, const kv_index *index, uint32_t symbol)
{
	g_autoptr(GPtrArray) callers = kv_index_callers(index, symbol);

	for (guint i = 0; i < callers->len; i++)
		kv_places_add(candidate->callers, index, g_ptr_array_index(callers, i), NULL);
}

/* Whether @name is exported, as far as the symbols of EXPORT_SYMBOL() tell, if there are any. */
static bool may_be_exported(const kv_index *index, const char *name)
{
	return kv_index_exports(index, name) || !kv_index_has_exports(index);
}

/* Whether other images may use what @symbol names, by one of its names; of a module, which do. */
static void add_users(kv_candidate *candidate, kv_kernel *kernel, const kv_index *index,
		      const kv_symbol *symbol)
{
	kv_ids there = kv_index_symbols_at(index, symbol->address);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (uint32_t i = 0; i < there.count; i++) {
		const kv_symbol *name = kv_index_symbol(index, there.id[i]);

		if (name->flags & KV_SYMBOL_GLOBAL &&
		    may_be_exported(index, kv_index_string(index, name->name)))
			g_ptr_array_add(names, (gpointer)kv_index_string(index, name->name));
	}
	if (names->len == 0 || !(symbol->flags & KV_SYMBOL_CORE))
		return;
	if (kv_index_module(index)[0])
		candidate->users = kv_module_users_new(kv_kernel_located(kernel),
						       kv_index_module(index), names);
	else
		candidate->elsewhere_unread = true;
}

/* The other bodies of the function that @symbol is a body of. */
static GArray *bodies_besides(const kv_index *index, const kv_symbol *symbol)
{
	if (symbol->function == KV_NONE)
		return g_array_new(FALSE, FALSE, sizeof(guint32));
	return other_bodies(index, kv_index_function(index, symbol->function)->source, symbol);
}

kv_candidate *kv_candidate_of_symbol(kv_kernel *kernel, const char *object, const kv_index *index,
				     kv_ids named, const kv_symbol *symbol)
{
	const kv_source *source = kv_symbol_named_source(index, symbol);
	kv_patchability patchability = kv_symbol_patchability(index, symbol);
	const char *name = kv_index_string(index, symbol->name);
	uint32_t code = kv_index_code_at(index, symbol->address);
	g_autoptr(GArray) bodies = bodies_besides(index, symbol);
	kv_candidate *candidate = candidate_new();

	candidate->position = kv_position_among(index, named, symbol, &candidate->symbols_of_name);
	candidate->loading_only = !(symbol->flags & KV_SYMBOL_CORE);
	candidate->type = (char)symbol->type;
	candidate->is_text = symbol->flags & KV_SYMBOL_TEXT;
	candidate->in_init = symbol->region == KV_REGION_INIT;
	candidate->copies_unknown = copies_obstacle(index, symbol);
	if (symbol->ftrace_offset != KV_NO_FTRACE)
		candidate->ftrace_offset = symbol->ftrace_offset;
	if (!is_redirected(patchability))
		candidate->no_ftrace = kv_patchability_reason(patchability);
	candidate->finding = preview(candidate, kernel, object, name);
	add_aliases(candidate, index, symbol);
	if (source)
		describe_source(candidate, index, source);
	add_bodies(candidate, index, bodies);
	if (candidate->is_text && code != KV_NONE) {
		candidate->entrances = kv_entrances_new(index, code, bodies, source);
		add_users(candidate, kernel, index, symbol);
		if (candidate->no_ftrace)
			add_callers(candidate, index, code);
		else
			add_stays(candidate, kernel, object, name);
	}
	decide(candidate);
	return candidate;
}

/* A function of which no code is left that could be patched. */
static void decide_gone(kv_candidate *candidate, const kv_index *index, const kv_source *source)
{
	g_autoptr(GArray) hosts = kv_source_vanished_hosts(index, source);
	const char *reason = "no code of it is left";

	add_hosts(candidate->vanished, index, hosts);
	if (candidate->gone_copies > 0)
		reason = "its code is left in init, exit or dead text only";
	else if (hosts->len > 0)
		reason = "it is inlined, but where it was no code of it is left";
	candidate->verdict = KV_VERDICT_CANNOT;
	candidate->explanation = candidate->copies_unknown
					 ? g_strdup_printf("as far as is known, %s; %s", reason,
							   candidate->copies_unknown)
					 : g_strdup_printf("nothing to patch: %s", reason);
}

kv_candidate *kv_candidate_of_source(const kv_index *index, uint32_t id)
{
	const kv_source *source = kv_index_source(index, id);
	g_autoptr(GArray) bodies = other_bodies(index, id, NULL);
	kv_candidate *candidate = candidate_new();

	candidate->copies_unknown = dwarf_obstacle(index);
	candidate->no_ftrace = "it has no symbol";
	describe_source(candidate, index, source);
	add_bodies(candidate, index, bodies);
	candidate->entrances = kv_entrances_new(index, KV_NONE, bodies, source);
	if (candidate->bodies->len + candidate->hosts->len > 0)
		decide(candidate);
	else
		decide_gone(candidate, index, source);
	return candidate;
}
