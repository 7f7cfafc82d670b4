/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/catalogue.h"
#include "engine/rule.h"
#include "engine/suppression.h"
#include "livepatch/model/allowance.h"
#include "source/facts.h"

static void check_suppressions(kv_check *check)
{
	const GPtrArray *allowances = kv_check_livepatch(check)->allowances;

	for (guint i = 0; i < allowances->len; i++) {
		const kv_allowance *allowance = g_ptr_array_index(allowances, i);
		kv_c_place place = {.file = allowance->file, .line = allowance->line};
		kv_finding *finding;

		/*
		 * What is wrong with these is the other rule's; of what was not checked is no word.
		 */
		if (allowance->defect || !kv_rule_exists(allowance->rule) ||
		    kv_check_allowance_used(check, i) ||
		    !kv_check_rule_complete(check, allowance->rule))
			continue;
		finding = kv_check_report_at(check, NULL, &place,
					     "a suppression of %s is not needed: it finds nothing "
					     "there on this kernel",
					     allowance->rule);
		kv_finding_set_source(finding, "comments of the livepatch's source");
	}
}

const kv_rule kv_rule_suppression_unused = {
	.id = "suppression-unused",
	.check_suppressions = check_suppressions,
};
