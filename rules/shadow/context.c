/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);
		g_autofree char *sleeps = kv_call_ref_sleeps(&use->call);
		const char *section = sleeps ? kv_call_ref_atomic(&use->call) : NULL;
		kv_finding *finding;

		if (!section)
			continue;
		finding = kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
					     "%s after %s(), where nothing may sleep", sleeps,
					     section);
		kv_finding_set_consequence(finding,
					   "sleeps while it waits for memory: \"scheduling "
					   "while atomic\" or a deadlock, when memory is short");
		kv_finding_set_remedy(finding, "allocate with GFP_ATOMIC, or before %s()", section);
		kv_finding_set_source(finding,
				      "the ways to the call in the source of the livepatch");
	}
}

const kv_rule kv_rule_shadow_context = {
	.id = "shadow-context",
	.check_livepatch = check_livepatch,
};
