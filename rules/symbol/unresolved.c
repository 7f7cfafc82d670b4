/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/reference.h"
#include "engine/rule.h"

/* The index in which the kernel or the livepatch's own code looks up the symbol; NULL: unknown. */
static const kv_index *index_of(kv_check *check, const kv_lp_reference *reference)
{
	const char *reason = NULL, *supply = NULL;
	g_autofree char *text = NULL;
	const kv_index *index;

	if (!reference->object)
		return kv_check_vmlinux(check);
	index = kv_kernel_module(kv_check_kernel(check), reference->object, &reason, &supply);
	if (!index) {
		text = g_strdup_printf("%s of %s: %s", reference->symbol, reference->object,
				       reason);
		kv_check_not_checked(check, NULL, text, supply);
	}
	return index;
}

static const char *object_name(const kv_lp_reference *reference)
{
	return reference->object ? reference->object : "vmlinux";
}

static void add_positions(kv_finding *finding, const kv_index *index, kv_ids named)
{
	for (uint32_t i = 0; i < named.count; i++)
		kv_finding_add_symbol(finding, index, kv_index_symbol(index, named.id[i]),
				      "position %u", i + 1);
}

static void report_absent(kv_check *check, const kv_lp_reference *reference)
{
	kv_finding *finding;

	finding = kv_check_report_reference(check, reference, "%s has no symbol %s",
					    object_name(reference), reference->symbol);
	if (!reference->by_module)
		kv_finding_refuse_reference(finding, reference,
					    "livepatch: symbol '%s' not found in symbol table",
					    reference->symbol);
	else
		kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT", NULL);
	kv_finding_set_remedy(finding,
			      "use a symbol that exists on this kernel; functions that are "
			      "inlined everywhere have none");
	kv_finding_set_source(finding, "%s, and the symbol table of %s",
			      kv_lp_reference_origin(reference), object_name(reference));
}

static void report_ambiguous(kv_check *check, const kv_lp_reference *reference,
			     const kv_index *index, kv_ids named)
{
	kv_finding *finding;

	finding = kv_check_report_reference(check, reference,
					    "%s has %u symbols called %s, and none is chosen",
					    object_name(reference), named.count, reference->symbol);
	if (reference->by_module) {
		kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_RUN);
	} else {
		kv_finding_refuse_reference(finding, reference,
					    "livepatch: unresolvable ambiguity for symbol '%s' in "
					    "object '%s'",
					    reference->symbol,
					    reference->object ? reference->object : "(null)");
	}
	kv_finding_set_remedy(finding, "give the position of the one meant, 1 to %u", named.count);
	kv_finding_set_source(finding, "%s, and the symbol table of %s",
			      kv_lp_reference_origin(reference), object_name(reference));
	add_positions(finding, index, named);
}

static void report_position(kv_check *check, const kv_lp_reference *reference,
			    const kv_index *index, kv_ids named)
{
	kv_finding *finding;

	finding = kv_check_report_reference(check, reference,
					    "position %" G_GUINT64_FORMAT
					    " is asked for, but %s has only %u symbol%s called %s",
					    reference->sympos, object_name(reference), named.count,
					    named.count == 1 ? "" : "s", reference->symbol);
	if (reference->by_module)
		kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT", NULL);
	else
		kv_finding_refuse_reference(finding, reference,
					    "livepatch: symbol position %" G_GUINT64_FORMAT
					    " for symbol '%s' in object '%s' not found",
					    reference->sympos, reference->symbol,
					    object_name(reference));
	kv_finding_set_remedy(finding, "give the position of the one meant, 1 to %u", named.count);
	kv_finding_set_source(finding, "%s, and the symbol table of %s",
			      kv_lp_reference_origin(reference), object_name(reference));
	add_positions(finding, index, named);
}

static void check_reference(kv_check *check, const kv_lp_reference *reference)
{
	const kv_index *index = index_of(check, reference);
	kv_ids named;

	if (!index)
		return;
	if (kv_index_symbol_count(index) == 0) {
		kv_check_not_checked(check, NULL, "it has no symbol table",
				     "give a vmlinux, and modules, that are not stripped");
		return;
	}
	named = kv_index_symbols_named(index, reference->symbol);
	if (reference->uncertain && (named.count == 0 || reference->sympos > named.count))
		kv_check_not_checked(check, NULL,
				     "whether a reference to a symbol is compiled is not known",
				     "give the configuration of the kernel with --config");
	else if (named.count == 0)
		report_absent(check, reference);
	else if (reference->sympos > named.count)
		report_position(check, reference, index, named);
	else if (reference->sympos == 0 && named.count > 1)
		report_ambiguous(check, reference, index, named);
}

/* What the kernel refuses before it looks: relocation-refused. */
static bool is_kept_out(const kv_check *check, const kv_lp_reference *reference)
{
	return !reference->by_module && reference->needed_for && !reference->object &&
	       !kv_check_mixes_relocations(check);
}

static void check_livepatch(kv_check *check)
{
	const GPtrArray *references = kv_check_livepatch(check)->references;

	for (guint i = 0; i < references->len; i++) {
		const kv_lp_reference *reference = g_ptr_array_index(references, i);

		if (reference->flaw != KV_LP_READABLE || is_kept_out(check, reference))
			continue;
		if (kv_check_looks_up(check, reference))
			check_reference(check, reference);
		else
			kv_check_mention_gaps(check);
	}
}

const kv_rule kv_rule_symbol_unresolved = {
	.id = "symbol-unresolved",
	.check_livepatch = check_livepatch,
};
