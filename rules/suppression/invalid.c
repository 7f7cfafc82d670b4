/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/catalogue.h"
#include "engine/rule.h"
#include "livepatch/model/allowance.h"
#include "source/facts.h"

#define FORM "/* klpvet: allow(RULE) reason: TEXT */"

static kv_c_place place_of(const kv_allowance *allowance)
{
	return (kv_c_place){.file = allowance->file, .line = allowance->line};
}

static kv_finding *report_defect(kv_check *check, const kv_allowance *allowance)
{
	kv_c_place place = place_of(allowance);
	kv_finding *finding = kv_check_report_at(check, NULL, &place,
						 "a comment for klpvet suppresses nothing: %s",
						 allowance->defect);

	kv_finding_set_remedy(finding, "write " FORM);
	return finding;
}

static kv_finding *report_unknown(kv_check *check, const kv_allowance *allowance)
{
	g_autofree char *similar = kv_rules_similar(allowance->rule);
	kv_c_place place = place_of(allowance);
	kv_finding *finding = kv_check_report_at(
		check, NULL, &place, "a comment for klpvet suppresses nothing: there is no rule %s",
		allowance->rule);

	if (similar)
		kv_finding_set_remedy(finding, "do you mean %s?", similar);
	else
		kv_finding_set_remedy(finding, "klpvet rules lists the rules");
	return finding;
}

static void check_suppressions(kv_check *check)
{
	const GPtrArray *allowances = kv_check_livepatch(check)->allowances;

	for (guint i = 0; i < allowances->len; i++) {
		const kv_allowance *allowance = g_ptr_array_index(allowances, i);
		kv_finding *finding = NULL;

		if (allowance->defect)
			finding = report_defect(check, allowance);
		else if (!kv_rule_exists(allowance->rule))
			finding = report_unknown(check, allowance);
		if (finding)
			kv_finding_set_source(finding, "comments of the livepatch's source");
	}
}

const kv_rule kv_rule_suppression_invalid = {
	.id = "suppression-invalid",
	.check_suppressions = check_suppressions,
};
