/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* license_is_gpl_compatible() of include/linux/license.h */
static const char *const gpl_compatible[] = {
	"GPL",		"GPL v2",	"GPL and additional rights",
	"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
};

static bool is_gpl_compatible(const char *license)
{
	for (gsize i = 0; i < G_N_ELEMENTS(gpl_compatible); i++) {
		if (strcmp(license, gpl_compatible[i]) == 0)
			return true;
	}
	return false;
}

static void check_tag(kv_check *check, const kv_livepatch *livepatch)
{
	kv_finding *finding;

	if (livepatch->has_livepatch_tag)
		return;
	finding = kv_check_report(check, NULL, "the module is not marked as a livepatch");
	kv_finding_set_log(finding, "livepatch: module %s is not marked as a livepatch module",
			   livepatch->module_name);
	kv_finding_set_remedy(finding, "add MODULE_INFO(livepatch, \"Y\")");
	kv_finding_set_source(finding, ".modinfo of the module");
}

static void check_license(kv_check *check, const kv_livepatch *livepatch)
{
	kv_finding *finding;

	if (livepatch->license && is_gpl_compatible(livepatch->license))
		return;
	if (livepatch->license)
		finding = kv_check_report(check, NULL,
					  "the licence \"%s\" is not compatible with the "
					  "GPL in the kernel's eyes",
					  livepatch->license);
	else
		finding = kv_check_report(check, NULL, "the module names no licence");
	/* EXPORT_SYMBOL_GPL */
	kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT",
			       "%s: Unknown symbol klp_enable_patch (err -2)",
			       livepatch->module_name);
	kv_finding_set_remedy(finding,
			      "MODULE_LICENSE(\"GPL\"); replacements are made from GPL code");
	kv_finding_set_source(finding, ".modinfo of the module");
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	if (livepatch->modinfo_known == KV_UNKNOWN) {
		kv_check_not_checked(check, NULL,
				     "MODULE_LICENSE() and MODULE_INFO() of the module are in no "
				     "source that was found",
				     "give the directory that holds livepatch_main.c as well");
		return;
	}
	check_tag(check, livepatch);
	check_license(check, livepatch);
}

const kv_rule kv_rule_modinfo_refused = {
	.id = "modinfo-refused",
	.check_livepatch = check_livepatch,
};
