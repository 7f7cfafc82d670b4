/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/reference.h"
#include "engine/rule.h"

/* What the kernel cannot read of a relocation, in our words and in its own. */
static const struct {
	const char *before, *after;
	const char *log_before, *log_after;
	const char *remedy;
} flaws[] = {
	[KV_LP_SECTION_MISNAMED] =
		{"the kernel cannot read the name of the relocation section ", "", "section",
		 "has an incorrectly formatted name",
		 "name it .klp.rela.<object>.<section>, with the module's name or vmlinux"},
	[KV_LP_SYMBOL_UNMARKED] =
		{"a livepatch relocation uses ", ", which is not marked as a livepatch symbol",
		 "symbol", "is not marked as a livepatch symbol",
		 "give the symbol the section index SHN_LIVEPATCH (0xff20), or leave the "
		 "relocation "
		 "in the ordinary section; objcopy and some linkers lose the index"},
	[KV_LP_SYMBOL_MISNAMED] = {"the kernel cannot read the name of the livepatch symbol ", "",
				   "symbol", "has an incorrectly formatted name",
				   "name it .klp.sym.<object>.<symbol>,<position>"},
};

static void report_flaw(kv_check *check, const kv_lp_reference *reference)
{
	kv_lp_flaw flaw = reference->flaw;
	kv_finding *finding =
		kv_check_report_reference(check, reference, "%s%s%s", flaws[flaw].before,
					  reference->symbol, flaws[flaw].after);

	kv_finding_refuse_reference(finding, reference, "livepatch: %s %s %s",
				    flaws[flaw].log_before, reference->symbol,
				    flaws[flaw].log_after);
	kv_finding_set_remedy(finding, "%s", flaws[flaw].remedy);
	kv_finding_set_source(finding, "%s", kv_lp_reference_origin(reference));
}

static void report_vmlinux(kv_check *check, const kv_lp_reference *reference)
{
	kv_finding *finding = kv_check_report_reference(
		check, reference, "a relocation for %s names %s, a symbol of vmlinux",
		reference->needed_for, reference->symbol);

	kv_finding_refuse_reference(finding, reference,
				    "livepatch: invalid access to vmlinux symbol '%s' from "
				    "module-specific livepatch relocation section",
				    reference->symbol);
	kv_finding_set_remedy(
		finding, "put the relocation into a section for vmlinux "
			 "(.klp.rela.vmlinux.*), which is applied when the livepatch is loaded");
	kv_finding_set_source(finding, "%s", kv_lp_reference_origin(reference));
}

static void check_reference(kv_check *check, const kv_lp_reference *reference)
{
	bool flawed = reference->flaw != KV_LP_READABLE;

	if (reference->by_module || (!flawed && (!reference->needed_for || reference->object ||
						 kv_check_mixes_relocations(check))))
		return;
	if (!kv_check_looks_up(check, reference))
		kv_check_mention_gaps(check);
	else if (flawed)
		report_flaw(check, reference);
	else if (reference->uncertain)
		kv_check_not_checked(check, NULL,
				     "whether a reference to a symbol is compiled is not known",
				     "give the configuration of the kernel with --config");
	else
		report_vmlinux(check, reference);
}

static void check_livepatch(kv_check *check)
{
	const GPtrArray *references = kv_check_livepatch(check)->references;

	for (guint i = 0; i < references->len; i++)
		check_reference(check, g_ptr_array_index(references, i));
}

const kv_rule kv_rule_relocation_refused = {
	.id = "relocation-refused",
	.check_livepatch = check_livepatch,
};
