/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/needs.h"

#include "engine/installed.h"
#include "engine/state.h"
#include "index/code.h"

/* One of the facts that a rule may need of a function's object, and what to say without it. */
typedef struct kv_requirement {
	kv_needs need;
	bool (*known)(const kv_index *index);
	const char *reason;
	const char *supply_vmlinux;
	const char *supply_module;
} kv_requirement;

static bool has_symbols(const kv_index *index)
{
	return kv_index_symbol_count(index) > 0;
}

static const kv_requirement requirements[] = {
	{KV_NEEDS_SYMBOLS, has_symbols, "it has no symbol table",
	 "give a vmlinux that is not stripped with --kernel",
	 "give the folder of modules that are not stripped with --modules"},
	{KV_NEEDS_FTRACE, kv_index_has_ftrace, "it has no table of ftrace locations",
	 "give a vmlinux that is not stripped, of a kernel with CONFIG_DYNAMIC_FTRACE",
	 "give the folder of the modules as they were built with --modules"},
	{KV_NEEDS_DWARF, kv_index_has_dwarf, "it has no debug information (DWARF)",
	 "install the kernel's debug package, or give its vmlinux with --kernel",
	 "install the kernel's debug package, or give the folder of its modules with --modules"},
	{KV_NEEDS_CODE, kv_index_has_code, "its machine code could not be read for calls",
	 "give a vmlinux with its code, of an architecture that klpvet decodes, or one with DWARF",
	 "give the folder of the modules as they were built with --modules"},
};

/* Why the fact of @requirement is not known of @index. */
static const char *reason_of(const kv_requirement *requirement, const kv_index *index)
{
	if (requirement->need == KV_NEEDS_DWARF && kv_index_has_damaged_dwarf(index))
		return "its debug information (DWARF) is damaged";
	return requirement->reason;
}

bool kv_check_facts_suffice(kv_check *check, const kv_entry *entry)
{
	const kv_patched *patched = &entry->patched;

	for (guint i = 0; i < G_N_ELEMENTS(requirements); i++) {
		const kv_requirement *requirement = &requirements[i];
		g_autofree char *reason = NULL;

		if (!(check->running->needs & requirement->need))
			continue;
		if (!patched->index) {
			kv_check_object_not_checked(check, patched->object, entry->missing_reason,
						    entry->missing_supply);
			return false;
		}
		if (requirement->known(patched->index))
			continue;
		reason = g_strdup_printf("%s: %s", patched->object_name,
					 reason_of(requirement, patched->index));
		kv_check_object_not_checked(check, patched->object, reason,
					    patched->in_module ? requirement->supply_module
							       : requirement->supply_vmlinux);
		return false;
	}
	if (patched->index && patched->lookup == KV_LOOKUP_UNKNOWN) {
		kv_check_not_checked(check, patched,
				     "several symbols have the name, and code of the module may "
				     "set .old_sympos",
				     "initialise .old_sympos statically");
		return false;
	}
	return true;
}

/* Without which kind of livepatch a rule does not apply: one that tells any of these. */
static const struct {
	kv_needs need;
	unsigned int tells; /* kv_livepatch_tells */
} kinds[] = {
	{KV_NEEDS_SOURCE, KV_TELLS_SOURCE},
	{KV_NEEDS_MODULE, KV_TELLS_MODULE},
	{KV_NEEDS_EITHER, KV_TELLS_SOURCE | KV_TELLS_MODULE},
};

bool kv_rule_applies(const kv_rule_info *info, const kv_check *check)
{
	if (info->needs & KV_NEEDS_PREVIOUS && check->installed->len == 0)
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (info->needs & kinds[i].need &&
		    !kv_livepatch_kind_tells(check->livepatch->kind, kinds[i].tells))
			return false;
	}
	return true;
}
