/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/exports.h"

static const char *const CONVERT = "run klp-convert, or the tool that makes livepatch relocations, "
				   "on the module";

static bool is_livepatch_symbol(const char *name)
{
	return g_str_has_prefix(name, ".klp.sym.");
}

/* resolve_symbol_wait() of kernel/module/main.c; the line has the module's name in front. */
static void report_refused(kv_check *check, const kv_lp_import *import)
{
	kv_finding *finding = kv_check_report(
		check, NULL, "%s is undefined: nothing made it a livepatch symbol", import->name);

	kv_finding_set_refusal(finding, KV_STAGE_SYMBOLS, "ENOENT",
			       "%s: Unknown symbol %s (err -2)",
			       kv_check_livepatch(check)->module_name, import->name);
	kv_finding_set_remedy(finding, "%s", CONVERT);
	kv_finding_set_source(finding, "symbol table of the livepatch");
}

static kv_finding *report_null(kv_check *check, const kv_lp_import *import, const char *message,
			       const char *remedy)
{
	kv_finding *finding = kv_check_report(check, NULL, "%s%s", import->name, message);

	if (import->called) {
		kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_RUN);
		kv_finding_set_consequence(finding,
					   "loads it silently; the first call of %s "
					   "is one of address 0",
					   import->name);
	} else {
		kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
		kv_finding_set_consequence(finding,
					   "loads it silently; the new code finds "
					   "NULL in place of %s",
					   import->name);
	}
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding, "symbol tables of the livepatch and of vmlinux");
	return finding;
}

/* A weak one that vmlinux has and does not export. What it does not have may be an option. */
static void check_weak(kv_check *check, const kv_lp_import *import)
{
	const kv_index *vmlinux = kv_check_vmlinux(check);
	kv_finding *finding;

	if (kv_index_symbols_named(vmlinux, import->name).count == 0 ||
	    kv_index_exports(vmlinux, import->name) || (import->called && import->addressed) ||
	    (!import->called && !import->addressed))
		return;
	if (!kv_index_has_exports(vmlinux))
		return;
	switch (kv_kernel_modules_export(kv_check_kernel(check),
					 kv_check_livepatch(check)->depends, import->name)) {
	case KV_YES:
		break;
	case KV_UNKNOWN:
		kv_check_not_checked(
			check, NULL,
			"a module that the livepatch depends on was not found: whether "
			"it exports a weak symbol is not known",
			"give the folder of the modules with --modules");
		break;
	case KV_NO:
		finding = report_null(check, import,
				      " is weak and undefined, and the kernel has it but does not "
				      "export it: the reference stays NULL",
				      "refer to it by a livepatch relocation, and without the "
				      "attribute weak");
		finding->confidence = KV_LIKELY;
		break;
	}
}

static void check_livepatch(kv_check *check)
{
	const GPtrArray *imports = kv_check_livepatch(check)->imports;

	for (guint i = 0; i < imports->len; i++) {
		const kv_lp_import *import = g_ptr_array_index(imports, i);

		if (!is_livepatch_symbol(import->name)) {
			if (import->weak)
				check_weak(check, import);
		} else if (import->weak) {
			report_null(
				check, import,
				" is weak and undefined: nothing made it a livepatch symbol, and "
				"it stays NULL",
				CONVERT);
		} else {
			report_refused(check, import);
		}
	}
}

const kv_rule kv_rule_relocation_unconverted = {
	.id = "relocation-unconverted",
	.check_livepatch = check_livepatch,
};
