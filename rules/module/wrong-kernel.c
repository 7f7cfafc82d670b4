/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "machine/machine.h"

/* The first word. */
static char *release_of(const char *vermagic)
{
	return g_strndup(vermagic, strcspn(vermagic, " "));
}

/* What follows the release is compared as it stands, with every blank. */
static bool same_options(const char *a, const char *b)
{
	return strcmp(a + strcspn(a, " "), b + strcspn(b, " ")) == 0;
}

/* The module loader (kernel/module/main.c) puts the module's name in front of what it prints. */
static kv_finding *report_refused(kv_check *check, kv_stage stage, const char *message,
				  const char *log)
{
	const char *release = kv_index_release(kv_check_vmlinux(check));
	kv_finding *finding = kv_check_report(check, NULL, "%s", message);

	if (log)
		kv_finding_set_refusal(finding, stage, "ENOEXEC", "%s: %s",
				       kv_check_livepatch(check)->module_name, log);
	else
		kv_finding_set_refusal(finding, stage, "ENOEXEC", NULL);
	kv_finding_set_remedy(finding, "build the livepatch against the headers of %s",
			      release[0] ? release : "this kernel");
	return finding;
}

/* try_to_force_load() of kernel/module/main.c */
static kv_finding *check_no_vermagic(kv_check *check)
{
	static const char message[] = "the module has no vermagic, so nothing says which kernel it "
				      "was built for";
	kv_fact forced = kv_kernel_config(kv_check_kernel(check), "CONFIG_MODULE_FORCE_LOAD", NULL);
	kv_finding *finding = report_refused(check, KV_STAGE_VERMAGIC, message, NULL);

	if (forced == KV_UNKNOWN)
		kv_finding_set_consequence(finding, "refuses the livepatch with ENOEXEC and prints "
						    "nothing, unless CONFIG_MODULE_FORCE_LOAD lets "
						    "it in");
	if (forced != KV_YES)
		return finding;

	kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_RUN);
	kv_finding_set_consequence(finding, "loads it all the same, for it has "
					    "CONFIG_MODULE_FORCE_LOAD (\"bad vermagic: kernel "
					    "tainted.\"): whatever the module was built for, its "
					    "offsets may be wrong");
	return finding;
}

/* Whether the module's checksum of module_layout is the kernel's. */
static kv_fact layout_agrees(kv_check *check)
{
	int64_t wanted = kv_index_module_layout_crc(kv_check_vmlinux(check));
	int64_t built = kv_check_livepatch(check)->module_layout_crc;

	return wanted < 0 || built < 0 ? KV_UNKNOWN : kv_fact_from_bool(wanted == built);
}

/* With MODVERSIONS, same_magic() skips the release, the first word. */
static kv_finding *report_other_release(kv_check *check, const char *message, const char *release)
{
	kv_finding *finding = kv_check_report(check, NULL, "%s", message);

	kv_finding_set_consequence(finding,
				   "loads it silently%s: with MODVERSIONS the release is "
				   "not compared. The replacements are old code, their offsets "
				   "may be wrong",
				   layout_agrees(check) == KV_YES
					   ? ", if no other symbol it imports has changed"
					   : " if the symbol checksums agree");
	kv_finding_set_remedy(finding, "build the livepatch from the sources and headers of %s",
			      release);
	return finding;
}

/* check_modstruct_version() comes before vermagic is looked at. */
static kv_finding *report_layout(kv_check *check, const char *release, bool same_release)
{
	g_autofree char *message =
		g_strdup_printf("built for %s%s, whose module_layout has another checksum",
				same_release ? "another build of " : "", release);
	kv_finding *finding = report_refused(check, KV_STAGE_LAYOUT, message,
					     "disagrees about version of symbol module_layout");

	kv_finding_add_evidence(finding, "module_layout", NULL, 0,
				"0x%08" G_GINT64_MODIFIER
				"x in the livepatch, 0x%08" G_GINT64_MODIFIER "x in the kernel",
				kv_check_livepatch(check)->module_layout_crc,
				kv_index_module_layout_crc(kv_check_vmlinux(check)));
	return finding;
}

static kv_finding *check_vermagic(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const char *target = kv_index_vermagic(kv_check_vmlinux(check));
	g_autofree char *built = release_of(livepatch->vermagic);
	g_autofree char *wanted =
		release_of(target[0] ? target : kv_index_release(kv_check_vmlinux(check)));
	bool same_release = strcmp(built, wanted) == 0;
	bool same_rest = same_options(livepatch->vermagic, target);
	g_autofree char *message = NULL;
	g_autofree char *log = NULL;

	if (same_release && !target[0])
		kv_check_doubt(check, NULL, KV_EFFECT_REFUSED,
			       "vmlinux does not show its own vermagic: of the module's, only the "
			       "release was compared",
			       "give a vmlinux that is not stripped with --kernel");
	if (layout_agrees(check) == KV_NO)
		return report_layout(check, built, same_release);
	if (same_release && (!target[0] || same_rest))
		return NULL;

	/* Without the kernel's vermagic, only the beginning of the line is known. */
	log = g_strdup_printf("version magic '%s' should be '%s%s", livepatch->vermagic,
			      target[0] ? target : wanted, target[0] ? "'" : "");
	if (target[0] && !same_rest) {
		message = g_strdup_printf(
			"built for a kernel of another configuration%s%s",
			same_release ? "" : " and release: ", same_release ? "" : built);
		return report_refused(check, KV_STAGE_VERMAGIC, message, log);
	}
	message = g_strdup_printf("built for %s, but this kernel is %s", built, wanted);
	if (!livepatch->has_versions)
		return report_refused(check, KV_STAGE_VERMAGIC, message, log);

	return report_other_release(check, message, wanted);
}

/* kpatch-build noted where each function stood in the vmlinux that it was built for. */
static void check_addresses(kv_check *check, kv_finding *finding)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		const kv_symbol *symbol = kv_patched_symbol(patched);
		uint64_t built = patched->function->built_address;

		if (!symbol || patched->in_module || !built || built == symbol->address)
			continue;
		if (!finding) {
			finding = kv_check_report(check, NULL,
						  "built for another build of this "
						  "kernel: functions stand elsewhere");
			kv_finding_set_consequence(finding,
						   "looks the functions up by name and loads "
						   "it; the replacements come from other "
						   "sources or another configuration");
			kv_finding_set_remedy(finding, "build the livepatch against exactly this "
						       "vmlinux");
			kv_finding_set_source(finding, "addresses that kpatch-build recorded");
		}
		kv_finding_add_symbol(finding, patched->index, symbol,
				      "at 0x%" G_GINT64_MODIFIER "x, but 0x%" G_GINT64_MODIFIER
				      "x when the livepatch was built",
				      symbol->address, built);
	}
}

static void add_vermagic(kv_finding *finding, const kv_livepatch *livepatch,
			 const kv_index *vmlinux)
{
	kv_finding_set_source(finding, "vermagic of the module and of vmlinux");
	if (livepatch->vermagic)
		kv_finding_add_evidence(finding, "the livepatch", NULL, 0, "%s",
					livepatch->vermagic);
	if (kv_index_vermagic(vmlinux)[0])
		kv_finding_add_evidence(finding, "the kernel", NULL, 0, "%s",
					kv_index_vermagic(vmlinux));
}

/* elf_validity_check() of kernel/module/main.c */
static void report_other_machine(kv_check *check)
{
	const char *built = kv_machine_name(kv_check_livepatch(check)->machine);
	const char *kernel = kv_machine_name(kv_index_machine(kv_check_vmlinux(check)));
	g_autofree char *message =
		g_strdup_printf("built for %s, but this kernel is for %s", built, kernel);
	kv_finding *finding = report_refused(check, KV_STAGE_ELF, message, NULL);

	kv_finding_set_log(finding, "Invalid architecture in ELF header: %u",
			   kv_check_livepatch(check)->machine);
	kv_finding_set_source(finding, "ELF headers of the module and of vmlinux");
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_index *vmlinux = kv_check_vmlinux(check);
	bool has_release = kv_index_vermagic(vmlinux)[0] || kv_index_release(vmlinux)[0];
	kv_finding *finding = NULL;

	if (livepatch->machine != kv_index_machine(vmlinux)) {
		report_other_machine(check);
		return;
	}
	if (!livepatch->vermagic)
		finding = check_no_vermagic(check);
	else if (has_release)
		finding = check_vermagic(check);
	else
		kv_check_doubt(check, NULL, KV_EFFECT_REFUSED,
			       "the kernel's image does not tell its release",
			       "give a vmlinux with its .rodata with --kernel");

	if (finding)
		add_vermagic(finding, livepatch, vmlinux);
	check_addresses(check, finding);
}

const kv_rule kv_rule_module_wrong_kernel = {
	.id = "module-wrong-kernel",
	.check_livepatch = check_livepatch,
};
