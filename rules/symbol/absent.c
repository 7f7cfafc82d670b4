/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/hosts.h"
#include "image/limits.h"
#include "image/patchability.h"
#include "image/similar.h"
#include "image/symbols.h"
#include "image/syscalls.h"

/* Looking for a name costs time: not for each of a list that is all wrong. */
enum { OBJECTS_SEARCHED = 50, SPELLING_LIMIT = 200, MODULES_SHOWN = 5, MODULE_SEARCH_LIMIT = 20 };

static guint add_named(kv_finding *finding, const kv_index *index, const char *name,
		       const char *where)
{
	kv_ids named = kv_index_symbols_named(index, name);

	for (uint32_t i = 0; i < named.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, named.id[i]);

		kv_finding_add_symbol(finding, index, symbol, "%s%s", where,
				      kv_symbol_patchability_text(index, symbol));
	}
	return named.count;
}

/* Takes @symbols over. */
static guint add_symbols(kv_finding *finding, const kv_index *index, GPtrArray *symbols,
			 const char *what)
{
	guint count = symbols->len;

	for (guint i = 0; i < count; i++) {
		const kv_symbol *symbol = g_ptr_array_index(symbols, i);

		kv_finding_add_symbol(finding, index, symbol, "%s; %s", what,
				      kv_symbol_patchability_text(index, symbol));
	}
	g_ptr_array_unref(symbols);
	return count;
}

static guint add_clones(kv_finding *finding, const kv_index *index, const char *name)
{
	return add_symbols(finding, index, kv_index_clones(index, name), "compiler's clone");
}

static guint add_syscall_entries(kv_finding *finding, const kv_index *index, const char *name)
{
	return add_symbols(finding, index, kv_index_syscall_entries(index, name),
			   "entry of that system call");
}

/*
 * What DWARF knows of the name: copies that callers carry next to clones, or that nothing is left.
 */
static void add_source(kv_finding *finding, const kv_index *index, const char *name)
{
	kv_run run = kv_index_sources_named(index, name);

	for (uint32_t i = 0; i < run.count; i++) {
		const kv_source *source = kv_index_source(index, run.first + i);
		g_autoptr(GArray) hosts = kv_source_hosts(index, source);

		kv_finding_add_evidence(finding, name, kv_index_string(index, source->file),
					source->line,
					hosts->len || source->function_count
						? "the source; no body has its plain name"
						: "the source; no code of it is left");
		kv_finding_add_hosts(finding, index, hosts);
	}
}

/* Other objects of this livepatch that do have the name; their indexes are open already. */
static guint add_other_objects(kv_check *check, kv_finding *finding, const kv_patched *patched)
{
	const GPtrArray *objects = kv_check_livepatch(check)->objects;
	const char *name = patched->function->old_name;
	guint added = 0;

	if (patched->in_module)
		added += add_named(finding, kv_check_vmlinux(check), name, "in vmlinux; ");
	for (guint i = 0; i < objects->len && i < OBJECTS_SEARCHED; i++) {
		const kv_lp_object *object = g_ptr_array_index(objects, i);
		g_autofree char *where = NULL;
		const char *ignored;
		const kv_index *index;

		if (!object->name || strcmp(object->name, patched->object_name) == 0)
			continue;
		index = kv_kernel_module(kv_check_kernel(check), object->name, &ignored, &ignored);
		where = g_strdup_printf("in %s; ", object->name);
		if (index)
			added += add_named(finding, index, name, where);
	}
	return added;
}

/* Modules of the kernel that have the function; all are searched, so not for long lists. */
static guint add_modules(kv_check *check, kv_finding *finding, const kv_patched *patched)
{
	g_autoptr(GPtrArray) modules = NULL;

	if (kv_check_patched(check)->len > MODULE_SEARCH_LIMIT)
		return 0;
	modules = kv_kernel_modules_defining(kv_check_kernel(check), patched->function->old_name,
					     MODULES_SHOWN);
	for (guint i = 0; i < modules->len; i++)
		kv_finding_add_evidence(finding, g_ptr_array_index(modules, i), NULL, 0,
					"module that has the function");
	return modules->len;
}

static guint add_similar(kv_check *check, kv_finding *finding, const kv_index *index,
			 const char *name)
{
	const kv_symbol *similar[KV_SIMILAR_MAX];
	guint count = 0;

	if (kv_check_patched(check)->len <= SPELLING_LIMIT)
		count = kv_index_similar(index, name, similar);

	for (guint i = 0; i < count; i++)
		kv_finding_add_symbol(finding, index, similar[i], "similar name; %s",
				      kv_symbol_patchability_text(index, similar[i]));
	return count;
}

static void set_remedy(kv_check *check, kv_finding *finding, const kv_patched *patched)
{
	const char *name = patched->function->old_name;

	if (add_clones(finding, patched->index, name))
		kv_finding_set_remedy(finding,
				      "patch every clone listed under its full name, with the "
				      "parameters that its code takes (a clone may lack some "
				      "of the source's), and every function that carries a "
				      "copy");
	else if (add_other_objects(check, finding, patched))
		kv_finding_set_remedy(finding,
				      "move the entry to the klp_object of the image that "
				      "has %s",
				      name);
	else if (add_syscall_entries(finding, patched->index, name))
		kv_finding_set_remedy(finding, "patch the entries of the system call that are "
					       "listed, all that reach the defect");
	else if (add_modules(check, finding, patched))
		kv_finding_set_remedy(finding,
				      "move the entry to a klp_object with .name set to the "
				      "module that is meant");
	else if (add_similar(check, finding, patched->index, name))
		kv_finding_set_remedy(finding,
				      "use the name as %s spells it, if one of these is "
				      "meant",
				      patched->object_name);
	else
		kv_finding_set_remedy(
			finding,
			"check the spelling; a macro, a function inlined everywhere or one "
			"that is configured out has no symbol: patch what uses %s then",
			name);
	add_source(finding, patched->index, name);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	kv_finding *finding;

	if (patched->lookup != KV_LOOKUP_ABSENT || kv_patched_init_symbol(patched) ||
	    kv_index_inlined_away(patched->index, name) || kv_patched_is_inner_syscall(patched) ||
	    strlen(name) >= kv_index_symbol_name_limit(kv_check_vmlinux(check), NULL))
		return;

	finding =
		kv_check_report(check, patched, "%s has no symbol %s", patched->object_name, name);
	kv_finding_set_log(finding, "livepatch: symbol '%s' not found in symbol table", name);
	kv_finding_set_source(finding, "symbol table of %s", patched->object_name);
	set_remedy(check, finding, patched);
}

const kv_rule kv_rule_symbol_absent = {
	.id = "symbol-absent",
	.check_function = check_function,
};
