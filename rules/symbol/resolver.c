/* SPDX-License-Identifier: GPL-2.0-or-later */
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

/* A relocation makes the kernel look the symbol up when the livepatch, or its target, loads. */
static void set_refusal(kv_finding *finding, const kv_lp_reference *reference, const char *log)
{
	kv_finding_set_refusal(finding,
			       reference->needed_for ? KV_STAGE_TARGET_LOADS : KV_STAGE_SYMBOLS,
			       "EINVAL", "%s", log);
	if (reference->needed_for)
		finding->effect = KV_EFFECT_TARGET_REFUSED;
}

static void report_absent(kv_check *check, const kv_lp_reference *reference)
{
	g_autofree char *log = g_strdup_printf("livepatch: symbol '%s' not found in symbol table",
					       reference->symbol);
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &reference->place, "%s has no symbol %s",
				     object_name(reference), reference->symbol);
	if (!reference->by_module)
		set_refusal(finding, reference, log);
	else
		kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT", NULL);
	kv_finding_set_remedy(finding,
			      "use a symbol that exists on this kernel; functions that are "
			      "inlined everywhere have none");
	kv_finding_set_source(finding, "the livepatch's source, and the symbol table of %s",
			      object_name(reference));
}

static void report_ambiguous(kv_check *check, const kv_lp_reference *reference,
			     const kv_index *index, kv_ids named)
{
	g_autofree char *log =
		g_strdup_printf("livepatch: unresolvable ambiguity for symbol '%s' in object '%s'",
				reference->symbol, object_name(reference));
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &reference->place,
				     "%s has %u symbols called %s, and none is chosen",
				     object_name(reference), named.count, reference->symbol);
	if (reference->by_module) {
		kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_RUN);
		kv_finding_set_consequence(finding,
					   "is not asked: the livepatch's own code takes the "
					   "first that it meets, which may be another "
					   "function or variable");
	} else {
		set_refusal(finding, reference, log);
	}
	kv_finding_set_remedy(finding, "give the position of the one meant, 1 to %u", named.count);
	kv_finding_set_source(finding, "the livepatch's source, and the symbol table of %s",
			      object_name(reference));
	add_positions(finding, index, named);
}

static void report_position(kv_check *check, const kv_lp_reference *reference,
			    const kv_index *index, kv_ids named)
{
	g_autofree char *log =
		g_strdup_printf("livepatch: symbol position %" G_GUINT64_FORMAT
				" for symbol '%s' in object '%s' not found",
				reference->sympos, reference->symbol, object_name(reference));
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &reference->place,
				     "position %" G_GUINT64_FORMAT
				     " is asked for, but %s has only %u symbol%s called %s",
				     reference->sympos, object_name(reference), named.count,
				     named.count == 1 ? "" : "s", reference->symbol);
	if (reference->by_module)
		kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT", NULL);
	else
		set_refusal(finding, reference, log);
	kv_finding_set_remedy(finding, "give the position of the one meant, 1 to %u", named.count);
	kv_finding_set_source(finding, "the livepatch's source, and the symbol table of %s",
			      object_name(reference));
	add_positions(finding, index, named);
}

static void check_reference(kv_check *check, const kv_lp_reference *reference)
{
	const kv_index *index = index_of(check, reference);
	kv_ids named;

	if (!index)
		return;
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

static void check_livepatch(kv_check *check)
{
	const GPtrArray *references = kv_check_livepatch(check)->references;

	for (guint i = 0; i < references->len; i++)
		check_reference(check, g_ptr_array_index(references, i));
}

const kv_rule kv_rule_symbol_resolver = {
	.id = "symbol-resolver",
	.check_livepatch = check_livepatch,
};
