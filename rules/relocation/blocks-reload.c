/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "machine/machine.h"

static void report(kv_check *check, const kv_lp_object *object)
{
	kv_finding *finding =
		kv_check_report_object(check, object,
				       "%s cannot be loaded a second time while the livepatch has "
				       "relocations for it",
				       object->name);

	kv_finding_set_consequence(
		finding,
		"loads the livepatch, and %s the first time; when that is "
		"removed and comes again, it is refused with ENOEXEC (\"Skipping "
		"invalid relocation target, existing value is nonzero\") until "
		"the livepatch is gone",
		object->name);
	kv_finding_set_remedy(finding,
			      "keep %s loaded as long as the livepatch is, or disable and unload "
			      "the livepatch first",
			      object->name);
	kv_finding_set_source(finding,
			      "sections .klp.rela.%s.* of the livepatch; vmlinux has no "
			      "clear_relocate_add()",
			      object->name);
}

static bool is_relocated(const kv_livepatch *livepatch, const kv_lp_object *object)
{
	return object->name && g_ptr_array_find_with_equal_func(livepatch->relocated, object->name,
								g_str_equal, NULL);
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_index *vmlinux = kv_check_vmlinux(check);

	if (livepatch->relocated->len == 0 ||
	    strcmp(kv_machine_name(livepatch->machine), "x86-64") != 0)
		return;
	if (kv_index_symbol_count(vmlinux) > 0 &&
	    kv_index_symbols_named(vmlinux, "clear_relocate_add").count > 0)
		return;
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (!is_relocated(livepatch, object))
			continue;
		if (kv_index_symbol_count(vmlinux) == 0)
			kv_check_object_not_checked(check, object,
						    "vmlinux has no symbol table: whether it has "
						    "clear_relocate_add() is not known",
						    "give a vmlinux that is not stripped");
		else
			report(check, object);
	}
}

const kv_rule kv_rule_relocation_blocks_reload = {
	.id = "relocation-blocks-reload",
	.check_livepatch = check_livepatch,
};
