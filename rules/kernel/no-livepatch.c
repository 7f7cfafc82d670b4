/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

static void report(kv_check *check, const char *message, const char *source)
{
	kv_finding *finding = kv_check_report(check, NULL, "%s", message);
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	if (livepatch->has_livepatch_tag)
		kv_finding_set_log(finding,
				   "%s: module is marked as livepatch module, but livepatch "
				   "support is disabled",
				   livepatch->module_name);
	else
		kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT",
				       "%s: Unknown symbol klp_enable_patch (err -2)",
				       livepatch->module_name);
	kv_finding_set_source(finding, "%s", source);
}

static void check_livepatch(kv_check *check)
{
	const kv_index *vmlinux = kv_check_vmlinux(check);
	kv_fact configured = kv_kernel_config(kv_check_kernel(check), "CONFIG_LIVEPATCH", NULL);

	if (configured == KV_NO)
		report(check, "the kernel's configuration does not set CONFIG_LIVEPATCH",
		       "configuration of the kernel");
	else if (kv_index_symbol_count(vmlinux) == 0 && configured == KV_UNKNOWN)
		kv_check_not_checked(check, NULL,
				     "vmlinux has no symbol table and no configuration was found",
				     "give the kernel's configuration with --config");
	else if (kv_index_symbol_count(vmlinux) > 0 &&
		 kv_index_symbols_named(vmlinux, "klp_enable_patch").count == 0)
		report(check, "the kernel has no klp_enable_patch(): it cannot be livepatched",
		       "symbol table of vmlinux");
}

const kv_rule kv_rule_kernel_no_livepatch = {
	.id = "kernel-no-livepatch",
	.check_livepatch = check_livepatch,
};
