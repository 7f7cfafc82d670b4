/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* Made by macros and compilers for each place anew: kpatch-build and objtool leave them out too. */
static const char *const made[] = {
	"__func__", "__FUNCTION__", "__PRETTY_FUNCTION__", "__already_done", "__warned", "__print_once",
	"__key", "_rs", "descriptor", "__UNIQUE_ID_", "CSWTCH", "___tp_str", "__param", "_entry",
	"__this_module",
};

static bool is_made(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(made); i++) {
		if (g_str_has_prefix(name, made[i]))
			return true;
	}
	return false;
}

/* Whether the variable could be the copy of one of the kernel: static, writable, of a file. */
static bool is_candidate(const kv_code_variable *variable)
{
	return variable->function == KV_NOWHERE && variable->is_static && !variable->is_extern &&
	       !variable->is_const && !is_made(variable->name) &&
	       !strstr(variable->type ? variable->type : "", "struct klp_");
}

/* Whether @start, or what it calls, names @variable. */
static bool touches(const kv_livepatch *livepatch, const kv_code_ref *start, const kv_code_unit *unit,
		    uint32_t variable)
{
	for (guint i = 0; i < unit->expressions->len; i++) {
		const kv_expr *expression = kv_code_unit_expr(unit, i);
		kv_code_ref user = {unit, expression->function};

		if (expression->kind == KV_EXPR_NAME && expression->name_kind == KV_NAME_VARIABLE &&
		    expression->target == variable && expression->function != KV_NOWHERE &&
		    kv_code_leads_to(livepatch, start, &user))
			return true;
	}
	return false;
}

static bool callback_touches(const kv_livepatch *livepatch, const char *callback,
			     const kv_code_unit *unit, uint32_t variable)
{
	kv_code_ref start;

	return kv_livepatch_find_code(livepatch, NULL, callback, &start) &&
	       touches(livepatch, &start, unit, variable);
}

/*
 * Whether init, exit or a callback fills or frees it: these are the livepatch's own, not copied, and
 * so is what they care for.
 */
static bool is_own(const kv_livepatch *livepatch, const kv_code_unit *unit, uint32_t variable)
{
	const kv_code_ref own[] = {{unit, unit->init}, {unit, unit->exit}};

	for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
		if (own[i].function != KV_NOWHERE && touches(livepatch, &own[i], unit, variable))
			return true;
	}
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < G_N_ELEMENTS(object->callbacks); j++) {
			if (callback_touches(livepatch, object->callbacks[j], unit, variable))
				return true;
		}
	}
	return false;
}

/* The static variable of @index with that name and size, or NULL. */
static const kv_symbol *original_of(const kv_index *index, const kv_code_variable *variable)
{
	kv_ids named = kv_index_symbols_named(index, variable->name);

	for (uint32_t i = 0; i < named.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, named.id[i]);

		if (!(symbol->flags & (KV_SYMBOL_TEXT | KV_SYMBOL_GLOBAL | KV_SYMBOL_WEAK)) &&
		    symbol->type != 'r' &&
		    (variable->size < 0 || symbol->size == (uint64_t)variable->size))
			return symbol;
	}
	return NULL;
}

static void report(kv_check *check, const kv_patched *patched, const kv_code_variable *variable,
		   const kv_symbol *original)
{
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &variable->place,
				     "%s is a second instance of the static variable %s of %s",
				     variable->name, variable->name, patched->object_name);
	kv_finding_set_consequence(finding, "keeps two of them: old code uses the one, the livepatch "
					    "the other, which begins at its initial value");
	kv_finding_set_remedy(finding, "declare it extern and refer to the kernel's by a livepatch "
				       "relocation, or look its address up when the livepatch loads");
	kv_finding_set_source(finding, "the source of the livepatch, and the symbol table of %s",
			      patched->object_name);
	kv_finding_add_evidence(finding, kv_index_string(patched->index, original->name), NULL, 0,
				"%u bytes, of type %c, in %s", original->size, original->type,
				patched->object_name);
}

static void check_variable(kv_check *check, const kv_code_unit *unit, uint32_t position)
{
	const kv_code_variable *variable = kv_code_unit_variable(unit, position);
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		const kv_symbol *original =
			patched->index ? original_of(patched->index, variable) : NULL;

		if (original) {
			if (!is_own(kv_check_livepatch(check), unit, position))
				report(check, patched, variable, original);
			return;
		}
	}
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_code_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->variables->len; j++) {
			if (is_candidate(kv_code_unit_variable(unit, j)))
				check_variable(check, unit, j);
		}
	}
}

const kv_rule kv_rule_data_static_copy = {
	.id = "data-static-copy",
	.check_livepatch = check_livepatch,
};
