/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

static void report_vmlinux(kv_check *check, const kv_patched *patched, const char *section)
{
	kv_finding *finding;

	finding = kv_check_report(check, patched, "%s is %s code, gone once the kernel has booted",
				  kv_patched_name(patched), section);
	kv_finding_set_log(finding, "livepatch: failed to find location for function '%s'",
			   patched->function->old_name);
	kv_finding_set_remedy(finding, "leave it out: it has run already. To repair what it left "
				       "behind, change that data in a post-patch callback");
	kv_finding_set_source(finding, "section and symbol table of vmlinux");
}

static void report_module(kv_check *check, const kv_patched *patched, const kv_symbol *symbol)
{
	const char *name = patched->function->old_name, *module = patched->object_name;
	kv_finding *finding;

	finding =
		kv_check_report(check, patched, "%s is init code of %s, freed once that has loaded",
				kv_patched_name(patched), module);
	kv_finding_set_refusal(finding, KV_STAGE_LOOKUP, "EINVAL",
			       "livepatch: symbol '%s' not found in symbol table", name);
	/* klp_module_coming() finds and redirects it; ftrace_free_mem() drops its location. */
	finding->effect = KV_EFFECT_INEFFECTIVE;
	finding->when = KV_WHEN_LOADED;
	kv_finding_set_consequence(finding,
				   "refuses the livepatch with EINVAL if %s is loaded "
				   "(\"symbol '%s' not found in symbol table\"); if %s comes "
				   "later, lets its init run the new code once, and then has no "
				   "ftrace location to take the redirection back from: "
				   "disabling warns (__klp_unpatch_object), and when both are "
				   "unloaded and loaded again, the list of redirected functions "
				   "is corrupt (BUG)",
				   module, name, module);
	kv_finding_set_remedy(finding,
			      "leave it out; to change what it sets up, patch the functions "
			      "that it calls or use a callback");
	kv_finding_set_source(finding, "sections and symbol table of %s", module);
	kv_finding_add_symbol(finding, patched->index, symbol, "init text of the module");
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *init = kv_patched_init_symbol(patched);
	const kv_symbol *symbol = kv_patched_symbol(patched);

	if (init)
		report_module(check, patched, init);
	else if (!symbol || !(symbol->flags & KV_SYMBOL_TEXT))
		return;
	else if (symbol->region == KV_REGION_INIT && patched->in_module)
		report_module(check, patched, symbol);
	else if (symbol->region == KV_REGION_INIT)
		report_vmlinux(check, patched, "__init");
	else if (symbol->region == KV_REGION_EXIT && !patched->in_module)
		report_vmlinux(check, patched, "__exit");
}

const kv_rule kv_rule_symbol_in_init = {
	.id = "symbol-in-init",
	.check_function = check_function,
};
