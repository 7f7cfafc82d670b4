/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "image/symbols.h"
#include "livepatch/model/kind.h"
#include "source/facts.h"

/* Made by macros and compilers for each place anew: kpatch-build and objtool leave them out too. */
static const char *const made[] = {
	"__func__",	  "__FUNCTION__", "__PRETTY_FUNCTION__",
	"__already_done", "__warned",	  "__print_once",
	"__key",	  "_rs",	  "descriptor",
	"__UNIQUE_ID_",	  "CSWTCH",	  "___tp_str",
	"__param",	  "_entry",	  "__this_module",
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
static bool is_candidate(const kv_c_variable *variable)
{
	return variable->function == KV_NOWHERE && variable->is_static && !variable->is_extern &&
	       !variable->is_const && !is_made(variable->name) &&
	       !strstr(variable->type ? variable->type : "", "struct klp_");
}

/* A variable of the livepatch; place NULL for one of a module. */
typedef struct {
	const char *name;
	int64_t size; /* -1 when unknown */
	const kv_c_place *place;
} variable;

static bool is_static_data(const kv_symbol *symbol)
{
	return !(symbol->flags & (KV_SYMBOL_TEXT | KV_SYMBOL_GLOBAL | KV_SYMBOL_WEAK)) &&
	       symbol->type != 'r';
}

/* What of the kernel a variable of the livepatch may be the copy of. */
typedef struct {
	const kv_patched *patched;
	uint32_t symbol; /* KV_NONE: of nothing */
	bool same_file;	 /* it is of the file of what is patched; else that is not known */
	guint namesakes; /* variables of the name that are not known to be of other files */
} original;

/* The static variables of the object of @patched with the name and size of @own. */
static original original_of(kv_check *check, const kv_patched *patched, const variable *own)
{
	kv_ids named = kv_index_symbols_named(patched->index, own->name);
	original found = {.patched = patched, .symbol = KV_NONE};

	for (uint32_t i = 0; i < named.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(patched->index, named.id[i]);
		kv_fact same_file;

		if (!is_static_data(symbol))
			continue;
		same_file = kv_patched_shares_file(kv_check_livepatch(check), patched, named.id[i]);
		if (same_file == KV_NO)
			continue;
		found.namesakes++;
		if ((found.symbol != KV_NONE && same_file != KV_YES) || found.same_file ||
		    (own->size >= 0 && symbol->size != (uint64_t)own->size))
			continue;
		found.symbol = named.id[i];
		found.same_file = same_file == KV_YES;
	}
	return found;
}

static void add_original(kv_finding *finding, const original *of)
{
	const kv_index *index = of->patched->index;
	const char *file = kv_variable_file(index, of->symbol);
	const kv_symbol *symbol = kv_index_symbol(index, of->symbol);

	kv_finding_add_evidence(finding, kv_index_string(index, symbol->name), file, 0,
				"%u bytes, of type %c, in %s%s", symbol->size, symbol->type,
				of->patched->object_name,
				of->same_file ? "" : "; of which file is not known");
}

static void report(kv_check *check, const variable *own, const original *of)
{
	const char *object = of->patched->object_name;
	g_autofree char *message = g_strdup_printf(
		"%s is a second instance of %s static variable %s of %s", own->name,
		!of->same_file && of->namesakes > 1 ? "a" : "the", own->name, object);
	kv_finding *finding = own->place
				      ? kv_check_report_at(check, NULL, own->place, "%s", message)
				      : kv_check_report(check, NULL, "%s", message);

	/*
	 * A name that another file has for a variable of its own may be new here as well, and of a
	 * module it does not show who uses the variable.
	 */
	if (!of->same_file || !own->place) {
		finding->level = KV_WARNING;
		finding->confidence = KV_REVIEW;
	}
	kv_finding_set_source(finding, "the %s of the livepatch, and the %s of %s",
			      own->place ? "source" : "symbol table",
			      of->same_file ? "symbol table and DWARF" : "symbol table", object);
	add_original(finding, of);
}

/* Whether @start, or what it calls, names the variable at @position. */
static bool touches(const kv_livepatch *livepatch, const kv_c_ref *start,
		    const kv_c_unit *unit, uint32_t position)
{
	for (guint i = 0; i < unit->expressions->len; i++) {
		const kv_expr *expression = kv_c_unit_expr(unit, i);
		kv_c_ref user = {unit, expression->function};

		if (expression->kind == KV_EXPR_NAME && expression->name_kind == KV_NAME_VARIABLE &&
		    expression->target == position && expression->function != KV_NOWHERE &&
		    kv_c_leads_to(livepatch, start, &user))
			return true;
	}
	return false;
}

static bool callback_touches(const kv_livepatch *livepatch, const char *callback,
			     const kv_c_unit *unit, uint32_t position)
{
	kv_c_ref start;

	return kv_livepatch_find_code(livepatch, NULL, callback, &start) &&
	       touches(livepatch, &start, unit, position);
}

/*
 * Whether init, exit or a callback fills or frees it: these are the livepatch's own, not copied,
 * and so is what they care for.
 */
static bool is_own(const kv_livepatch *livepatch, const kv_c_unit *unit, uint32_t position)
{
	const kv_c_ref own[] = {{unit, unit->init}, {unit, unit->exit}};

	for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
		if (own[i].function != KV_NOWHERE && touches(livepatch, &own[i], unit, position))
			return true;
	}
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < G_N_ELEMENTS(object->callbacks); j++) {
			if (callback_touches(livepatch, object->callbacks[j], unit, position))
				return true;
		}
	}
	return false;
}

static void check_variable(kv_check *check, const variable *own)
{
	const GPtrArray *all = kv_check_patched(check);
	original best = {.symbol = KV_NONE};

	for (guint i = 0; i < all->len && !best.same_file; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		original found = best;

		if (patched->index)
			found = original_of(check, patched, own);
		if (found.symbol != KV_NONE && (found.same_file || best.symbol == KV_NONE))
			best = found;
	}
	if (best.symbol != KV_NONE)
		report(check, own, &best);
}

/*
 * Of a module. kpatch-build and klp-build find out themselves which variables the original has, and
 * refer to those by livepatch relocations.
 */
static void check_module(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	if (kv_livepatch_kind_tells(livepatch->kind, KV_TELLS_STATICS))
		return;
	for (guint i = 0; i < livepatch->variables->len; i++) {
		const kv_lp_variable *entry = g_ptr_array_index(livepatch->variables, i);
		variable own = {entry->name, (int64_t)entry->size, NULL};

		/* Static variables of functions: "count.0". */
		if (!is_made(own.name) && !strchr(own.name, '.'))
			check_variable(check, &own);
	}
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	check_module(check);
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->variables->len; j++) {
			const kv_c_variable *entry = kv_c_unit_variable(unit, j);
			variable own = {entry->name, entry->size, &entry->place};

			if (is_candidate(entry) && !is_own(livepatch, unit, j))
				check_variable(check, &own);
		}
	}
}

const kv_rule kv_rule_data_static_copy = {
	.id = "data-static-copy",
	.check_livepatch = check_livepatch,
};
