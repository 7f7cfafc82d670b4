/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/signature.h"
#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "livepatch/model/kind.h"
#include "source/facts.h"

/* What the replacement takes and returns, and who says so. */
typedef struct {
	const char *signature;
	const char *shown;   /* as source writes it */
	kv_c_place place; /* of source */
	bool from_source, stand_in;
} replacement_type;

static void not_known(kv_check *check, const kv_patched *patched, const char *reason,
		      const char *supply)
{
	kv_check_not_checked(check, patched, reason, supply);
}

/* Whether other files of the livepatch define a function of that name that takes something else. */
static bool is_ambiguous(const kv_livepatch *livepatch, const kv_c_function *function)
{
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);
		const kv_c_function *other = kv_c_unit_function(
			unit, kv_c_unit_find_function(unit, function->name));

		if (other && other->is_defined &&
		    g_strcmp0(other->signature, function->signature) != 0)
			return true;
	}
	return false;
}

static bool find_in_source(kv_check *check, const kv_patched *patched, replacement_type *type)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_c_function *function;
	kv_c_ref code;

	if (!kv_livepatch_find_code(livepatch, NULL, patched->function->new_name, &code)) {
		/* Why source is missing, the engine says; a list may be all that there is yet. */
		if (!livepatch->code_unread && livepatch->units->len > 0)
			not_known(check, patched, "the source does not define its replacement",
				  "check the module that is built");
		return false;
	}
	function = kv_c_ref_function(&code);
	if (is_ambiguous(livepatch, function)) {
		not_known(check, patched, "several files of the livepatch define its replacement",
			  "check the module that is built");
		return false;
	}
	*type = (replacement_type){
		.signature = function->is_damaged ? "" : function->signature,
		.shown = function->type,
		.place = function->place,
		.from_source = true,
		.stand_in = code.unit->headers == KV_HEADERS_STAND_IN,
	};
	return true;
}

static bool find_in_module(kv_check *check, const kv_patched *patched, replacement_type *type)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_lp_function *function = patched->function;

	if (!livepatch->has_debug_information) {
		not_known(check, NULL, "the livepatch has no debug information (DWARF)",
			  "give the module before it was stripped, or its source");
		return false;
	}
	if (livepatch->debug_damage) {
		not_known(check, NULL, livepatch->debug_damage,
			  "give the module as it was built, or its source");
		return false;
	}
	if (!function->signature) {
		not_known(check, patched,
			  "the debug information of the livepatch does not have its replacement",
			  "build all of the livepatch with debug information (-g)");
		return false;
	}
	*type = (replacement_type){
		.signature = function->signature,
		.shown = function->prototype,
	};
	return true;
}

static kv_level level_of(const kv_misfit *misfit)
{
	if (misfit->breaks)
		return KV_ERROR_LEVEL;
	switch (misfit->kind) {
	/* What one side leaves alone hurts nobody. */
	case KV_MISFIT_RESULT_UNREAD:
	case KV_MISFIT_FEWER_PARAMETERS:
	case KV_MISFIT_NOT_VARIADIC:
		return KV_NOTE;
	default:
		return KV_WARNING;
	}
}

static const kv_misfit *worst_of(const GPtrArray *misfits)
{
	const kv_misfit *worst = g_ptr_array_index(misfits, 0);

	for (guint i = 1; i < misfits->len; i++) {
		const kv_misfit *misfit = g_ptr_array_index(misfits, i);

		if (level_of(misfit) > level_of(worst))
			worst = misfit;
	}
	return worst;
}

/* What is wrong, as the end of "the replacement ...". */
static char *describe(const kv_misfit *misfit)
{
	guint number = misfit->parameter;

	switch (misfit->kind) {
	case KV_MISFIT_RESULT_MISSING:
		return g_strdup_printf("returns nothing, but callers get %s from it",
				       misfit->original);
	case KV_MISFIT_RESULT_UNREAD:
		return g_strdup_printf("returns %s, which callers do not expect",
				       misfit->replacement);
	case KV_MISFIT_RESULT:
		return g_strdup_printf("returns %s, but callers expect %s", misfit->replacement,
				       misfit->original);
	case KV_MISFIT_PARAMETER:
		return g_strdup_printf("takes %s as parameter %u, but callers pass %s",
				       misfit->replacement, number, misfit->original);
	case KV_MISFIT_MORE_PARAMETERS:
		return g_strdup_printf("takes more than the %u parameter%s that callers pass",
				       number, number == 1 ? "" : "s");
	case KV_MISFIT_FEWER_PARAMETERS:
		return g_strdup_printf("takes fewer than the %u parameter%s that callers pass",
				       number, number == 1 ? "" : "s");
	case KV_MISFIT_VARIADIC:
		return g_strdup("takes a variable list of arguments, which callers do not pass");
	case KV_MISFIT_NOT_VARIADIC:
		return g_strdup("does not take the variable list of arguments that callers pass");
	}
	return g_strdup("does not fit");
}

static const char *consequence_of(const kv_misfit *misfit)
{
	if (!misfit->breaks)
		return "compares no prototypes: passes the registers on as they are";
	switch (misfit->kind) {
	case KV_MISFIT_RESULT_MISSING:
	case KV_MISFIT_RESULT:
	case KV_MISFIT_RESULT_UNREAD:
		return "compares no prototypes: callers go on with what happens to be left in the "
		       "register of the result";
	default:
		return "compares no prototypes: passes the registers on as they are, and the "
		       "replacement reads what nobody has set, or loses a part of it";
	}
}

static void add_evidence(kv_finding *finding, const kv_patched *patched, const kv_source *source,
			 const replacement_type *type)
{
	kv_finding_add_evidence(finding, kv_index_string(patched->index, source->name),
				kv_index_string(patched->index, source->file), source->line, "%s",
				kv_index_string(patched->index, source->prototype));
	kv_finding_add_evidence(finding,
				patched->function->new_name ? patched->function->new_name
							    : "the replacement",
				type->place.file, type->place.line, "%s",
				type->shown && *type->shown ? type->shown : "in the livepatch");
}

static void report(kv_check *check, const kv_patched *patched, const kv_source *source,
		   const replacement_type *type, const GPtrArray *misfits)
{
	const kv_misfit *worst = worst_of(misfits);
	g_autofree char *what = describe(worst);
	/* Assembly gives names to a function of any prototype, as of system calls left out. */
	bool is_alias = strcmp(kv_index_string(patched->index, source->name),
			       patched->function->old_name) != 0;
	kv_finding *finding;

	finding = kv_check_report(check, patched, "the replacement %s", what);
	if (!worst->breaks || is_alias) {
		finding->level = MIN(level_of(worst), KV_WARNING);
		finding->confidence = KV_REVIEW;
		kv_finding_set_effect(finding, KV_EFFECT_NONE, KV_STAGE_RUN);
	} else if (type->stand_in) {
		finding->confidence = KV_LIKELY;
	}
	kv_finding_set_consequence(finding, "%s", consequence_of(worst));
	kv_finding_set_remedy(finding,
			      "give the replacement the parameters and the result of %s "
			      "in this kernel's source",
			      kv_index_string(patched->index, source->name));
	kv_finding_set_source(finding, "DWARF of %s and %s", patched->object_name,
			      type->from_source ? "the source of the livepatch"
						: "of the livepatch");
	add_evidence(finding, patched, source, type);
	for (guint i = 0; i < misfits->len; i++) {
		const kv_misfit *misfit = g_ptr_array_index(misfits, i);
		g_autofree char *more = misfit == worst ? NULL : describe(misfit);

		if (more)
			kv_finding_add_evidence(finding, NULL, NULL, 0, "it also %s", more);
	}
}

static void compare(kv_check *check, const kv_patched *patched, const kv_source *source)
{
	const char *original = kv_index_string(patched->index, source->signature);
	g_autoptr(GPtrArray) misfits = NULL;
	replacement_type type;

	if (!(kv_livepatch_kind_tells(kv_check_livepatch(check)->kind, KV_TELLS_SOURCE)
		      ? find_in_source(check, patched, &type)
		      : find_in_module(check, patched, &type)))
		return;
	misfits = kv_signature_compare(original, type.signature ? type.signature : "");
	if (!misfits)
		not_known(check, patched,
			  *original ? "what its replacement takes and returns is not understood"
				    : "what it takes and returns is not understood",
			  "compare the prototypes by hand");
	else if (misfits->len > 0)
		report(check, patched, source, &type, misfits);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_source *source = kv_patched_source(patched);
	const char *name = patched->function->old_name;

	/* The parameters of a clone are the compiler's: symbol-clone. */
	if (!kv_patched_takes_effect(patched) || patched->function->has_new == KV_NO ||
	    strchr(name, '.'))
		return;
	if (!source)
		not_known(check, patched,
			  "the debug information does not say what it takes: assembly",
			  "compare the replacement with its callers by hand");
	else
		compare(check, patched, source);
}

const kv_rule kv_rule_prototype_mismatch = {
	.id = "prototype-mismatch",
	.check_function = check_function,
};
