/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "image/exports.h"
#include "source/facts.h"

/* Of weak ones and livepatch symbols relocation-unconverted speaks, of the last kernel-no-livepatch. */
static bool is_of_other_rule(const kv_lp_import *import)
{
	return import->weak || g_str_has_prefix(import->name, ".klp.sym.") ||
	       strcmp(import->name, "klp_enable_patch") == 0;
}

/* A static function of a header may have dozens of symbols. */
enum { SHOWN_MAX = 5 };

static void add_symbols(kv_finding *finding, const kv_index *vmlinux, kv_ids named)
{
	for (uint32_t i = 0; i < MIN(named.count, SHOWN_MAX); i++)
		kv_finding_add_symbol(finding, vmlinux, kv_index_symbol(vmlinux, named.id[i]),
				      "not exported");
}

/* simplify_symbols() of kernel/module/main.c; the line has the module's name in front. */
static void complete(kv_check *check, kv_finding *finding, const char *name)
{
	const kv_index *vmlinux = kv_check_vmlinux(check);
	kv_ids named = kv_index_symbols_named(vmlinux, name);

	kv_finding_set_log(finding, "%s: Unknown symbol %s (err -2)",
			   kv_check_livepatch(check)->module_name, name);
	kv_finding_set_source(finding, "%s of the livepatch, table of exports of vmlinux",
			      finding->location.line ? "source" : "symbol table");
	if (named.count > 0)
		kv_finding_set_remedy(finding,
				      "refer to %s by a livepatch relocation (klp-build and "
				      "kpatch-build make one; KLP_RELOC_SYMBOL() for "
				      "klp-convert), or use what is exported",
				      name);
	else
		kv_finding_set_remedy(finding,
				      "use what this kernel has instead of %s, or add the module "
				      "that exports it to what the livepatch depends on",
				      name);
	add_symbols(finding, vmlinux, named);
}

static void check_import(kv_check *check, const kv_lp_import *import)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_index *vmlinux = kv_check_vmlinux(check);
	kv_finding *finding;

	if (is_of_other_rule(import) || kv_index_exports(vmlinux, import->name))
		return;
	switch (kv_kernel_modules_export(kv_check_kernel(check), livepatch->depends,
					 import->name)) {
	case KV_YES:
		return;
	case KV_UNKNOWN:
		kv_check_not_checked(check, NULL,
				     "a module that the livepatch depends on was not found, or "
				     "has no symbol table: what it exports is not known",
				     "give the folder of the modules with --modules");
		return;
	case KV_NO:
		break;
	}
	if (kv_index_symbols_named(vmlinux, import->name).count > 0)
		finding = kv_check_report(check, NULL,
					  "%s is undefined, and the kernel does not export it",
					  import->name);
	else
		finding = kv_check_report(check, NULL,
					  "%s is undefined, and the kernel has no such symbol",
					  import->name);
	complete(check, finding, import->name);
}

static bool is_defined_elsewhere(const kv_livepatch *livepatch, const char *name)
{
	kv_c_ref ref;

	return kv_livepatch_find_code(livepatch, NULL, name, &ref);
}

static bool is_relocated(const kv_livepatch *livepatch, const char *name)
{
	for (guint i = 0; i < livepatch->references->len; i++) {
		const kv_lp_reference *reference = g_ptr_array_index(livepatch->references, i);

		if (strcmp(reference->symbol, name) == 0)
			return true;
	}
	return false;
}

/*
 * Whether vmlinux has the function, not exported, so that no module can call it by its name. What
 * only the stand-in headers declare may be an inline function or a macro in the kernel's own.
 */
static bool is_kept_in_kernel(const kv_check *check, const kv_c_unit *unit,
			      const kv_c_function *function)
{
	const kv_index *vmlinux = kv_check_vmlinux(check);

	return (function->is_own || unit->headers == KV_HEADERS_KERNEL) &&
	       kv_index_symbols_named(vmlinux, function->name).count > 0 &&
	       !kv_index_exports(vmlinux, function->name);
}

/* Calls that macros of headers make are left out: some stand where the compiler drops them. */
static void check_call(kv_check *check, const kv_c_unit *unit, const kv_c_call *call,
		       GHashTable *seen)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_c_function *function = kv_c_unit_function(unit, call->callee);
	kv_finding *finding;

	if (!function || function->is_defined || function->is_static || function->is_inline ||
	    function->assembler_name || call->macro ||
	    !is_kept_in_kernel(check, unit, function) ||
	    is_relocated(livepatch, function->name) ||
	    is_defined_elsewhere(livepatch, function->name) ||
	    !g_hash_table_add(seen, (gpointer)function->name))
		return;
	finding = kv_check_report_at(check, NULL,
				     &kv_c_unit_expr(unit, call->expression)->place,
				     "%s() is called, and the kernel does not export it",
				     function->name);
	finding->confidence = KV_LIKELY;
	complete(check, finding, function->name);
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	if (!kv_index_has_exports(kv_check_vmlinux(check))) {
		kv_check_not_checked(check, NULL, "vmlinux shows no table of exports",
				     "give the vmlinux of the kernel with its symbol table");
		return;
	}
	for (guint i = 0; i < livepatch->imports->len; i++)
		check_import(check, g_ptr_array_index(livepatch->imports, i));
	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->calls->len; j++)
			check_call(check, unit, kv_c_unit_call(unit, j), seen);
	}
}

const kv_rule kv_rule_symbol_unexported = {
	.id = "symbol-unexported",
	.check_livepatch = check_livepatch,
};
