/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/patchability.h"
#include "image/symbols.h"

/* Suffixes of functions that the compiler made out of others; ".cold" parts are no functions. */
static const char *const clone_suffixes[] = {".isra.", ".constprop.", ".part.", ".llvm."};

static bool is_clone(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(clone_suffixes); i++) {
		if (strstr(name, clone_suffixes[i]))
			return true;
	}
	return false;
}

/* The body's symbol if calls can still end there and the livepatch leaves it alone, else NULL. */
static const kv_symbol *unpatched_body(kv_check *check, const kv_index *index, uint32_t id)
{
	const kv_function *body = kv_index_function(index, id);
	const kv_symbol *symbol;

	if (body->flags & KV_FUNCTION_DEAD || body->symbol == KV_NONE ||
	    kv_check_patches_address(check, index, body->address))
		return NULL;
	symbol = kv_index_symbol(index, body->symbol);
	if (symbol->region == KV_REGION_INIT || symbol->region == KV_REGION_EXIT ||
	    kv_symbol_is_part(index, symbol))
		return NULL;
	return symbol;
}

/* What .old_sympos must be for @symbol. */
static uint32_t position_of(const kv_index *index, const kv_symbol *symbol)
{
	kv_ids named = kv_index_symbols_named(index, kv_index_string(index, symbol->name));
	uint32_t i = 0;

	while (i < named.count && kv_index_symbol(index, named.id[i]) != symbol)
		i++;
	return i + 1;
}

static void check_bodies(kv_check *check, const kv_patched *patched, uint32_t source)
{
	const kv_index *index = patched->index;
	kv_ids bodies = kv_index_functions_of(index, source);
	g_autoptr(GPtrArray) unpatched = g_ptr_array_new();
	kv_finding *finding;

	for (uint32_t i = 0; i < bodies.count; i++) {
		const kv_symbol *symbol = unpatched_body(check, index, bodies.id[i]);

		if (symbol)
			g_ptr_array_add(unpatched, (gpointer)symbol);
	}
	if (unpatched->len == 0)
		return;

	finding = kv_check_report(check, patched,
				  "%u more bod%s of the same source function keep%s "
				  "the old code",
				  unpatched->len, unpatched->len == 1 ? "y" : "ies",
				  unpatched->len == 1 ? "s" : "");
	kv_finding_set_consequence(finding, "loads it silently; callers of the other bodies "
					    "run the old code");
	kv_finding_set_remedy(finding,
			      "patch the bodies listed in the same livepatch, each under its "
			      "full name and position, or all functions that call them");
	kv_finding_set_source(finding, "DWARF of %s", patched->object_name);
	for (guint i = 0; i < unpatched->len; i++) {
		const kv_symbol *symbol = g_ptr_array_index(unpatched, i);
		const kv_function *body = kv_index_function(index, symbol->function);

		kv_finding_add_symbol(
			finding, index, symbol, "position %u, compiled with %s; %s",
			position_of(index, symbol),
			kv_index_string(index, kv_index_unit(index, body->unit)->name),
			kv_symbol_patchability_text(index, symbol));
		kv_finding_add_keeper(finding, symbol->address);
	}
}

/* A replacement that is such a clone itself was made by the same transformation. */
static bool is_same_clone(const kv_patched *patched, const char *name)
{
	const char *replacement = patched->function->new_name;

	return replacement && strcmp(replacement, name) == 0;
}

static void check_signature(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	const kv_source *source = kv_patched_source(patched);
	kv_finding *finding;

	if (!is_clone(name) || is_same_clone(patched, name))
		return;

	finding = kv_check_report(check, patched,
				  "%s is a clone: the compiler chose its parameters, "
				  "and its number changes with every build",
				  name);
	finding->level = KV_WARNING;
	finding->confidence = KV_REVIEW;
	kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_RUN);
	kv_finding_set_consequence(finding,
				   "passes what callers of the clone pass, in the registers "
				   "they use; a replacement with the source's prototype may "
				   "read garbage");
	kv_finding_set_remedy(finding,
			      "compare the clone's code with the prototype before relying on "
			      "a parameter, or patch the functions that call the clone");
	kv_finding_set_source(finding, "symbol table and DWARF of %s", patched->object_name);
	if (source)
		kv_finding_add_evidence(finding, kv_index_string(patched->index, source->name),
					kv_index_string(patched->index, source->file), source->line,
					"the source's prototype: %s",
					kv_index_string(patched->index, source->prototype));
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);

	/* What cannot be patched is refused, so that nothing is left half done. */
	if (!kv_patched_takes_effect(patched))
		return;

	check_signature(check, patched);
	if (symbol->function != KV_NONE && !kv_symbol_is_part(patched->index, symbol) &&
	    kv_check_first_of_source(check, patched))
		check_bodies(check, patched,
			     kv_index_function(patched->index, symbol->function)->source);
}

const kv_rule kv_rule_symbol_clone = {
	.id = "symbol-clone",
	.check_function = check_function,
};
