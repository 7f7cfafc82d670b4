/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/resolve.h"

#include <string.h>

#include "engine/state.h"
#include "image/limits.h"

static guint target_hash(gconstpointer key)
{
	const kv_target *target = key;

	return g_int64_hash(&target->address) ^ g_direct_hash(target->index);
}

static gboolean target_equal(gconstpointer a, gconstpointer b)
{
	const kv_target *left = a, *right = b;

	return left->address == right->address && left->index == right->index;
}

static void entry_free(kv_entry *entry)
{
	g_free(entry->name);
	g_free(entry->core);
	kv_reach_free(entry->reach);
	kv_reach_free(entry->copies);
	g_free(entry);
}

static char *entry_name(const kv_lp_function *function)
{
	if (!function->old_name)
		return g_strdup("(no name)");
	if (function->sympos == 0)
		return g_strdup(function->old_name);
	return g_strdup_printf("%s,%" G_GUINT64_FORMAT, function->old_name, function->sympos);
}

/*
 * Why no module can ever carry the name of @object, so that the kernel waits for it for ever and
 * never looks its functions up; NULL when one can. klp_find_object_module() of
 * kernel/livepatch/core.c compares it with names of loaded modules.
 */
static const char *why_no_module(const kv_check *check, const kv_lp_object *object)
{
	const kv_index *vmlinux = kv_kernel_index(check->kernel);

	if (!object->name)
		return NULL;
	if (!object->name[0] || kv_module_name_obstacle(object->name))
		return "no module can have the name of its object";
	/* klp_init_object() refuses names that do not fit struct module.name. */
	if (strlen(object->name) >= kv_index_module_name_limit(vmlinux, NULL))
		return "the name of its object is too long";
	if (kv_kernel_module_builtin(check->kernel, object->name) == KV_YES)
		return "its object is built into the kernel, no module";
	return NULL;
}

/* klp_for_each_object_static() of include/linux/livepatch.h stops at such an object. */
static bool ends_objects(const kv_lp_object *object)
{
	return !object->name && object->has_funcs == KV_NO;
}

/*
 * The symbols of module @index that are left in its kallsyms once it has been initialised: the
 * kernel swaps the whole table for core_kallsyms then (kernel/module/main.c, do_init_module()).
 */
static kv_ids core_symbols(const kv_index *index, kv_ids named, guint32 **owned)
{
	kv_ids core = {.id = NULL, .count = 0};
	guint32 *kept = g_new(guint32, named.count);

	for (uint32_t i = 0; i < named.count; i++) {
		if (kv_index_symbol(index, named.id[i])->flags & KV_SYMBOL_CORE)
			kept[core.count++] = named.id[i];
	}
	*owned = kept;
	core.id = kept;
	return core;
}

/*
 * klp_find_object_symbol() of kernel/livepatch/core.c: position 0 asks for a unique name, any other
 * is counted from 1 over every symbol of the name, data included.
 */
static kv_lookup look_up(kv_ids named, uint64_t position, uint32_t *symbol)
{
	if (named.count == 0)
		return KV_LOOKUP_ABSENT;
	if (position == 0 && named.count > 1)
		return KV_LOOKUP_AMBIGUOUS;
	if (position > named.count)
		return KV_LOOKUP_OUT_OF_RANGE;
	*symbol = named.id[position ? position - 1 : 0];
	return KV_LOOKUP_FOUND;
}

/* For an entry whose position may be set at run time, an ambiguous name tells nothing. */
static kv_lookup unless_ambiguous(kv_lookup lookup)
{
	return lookup == KV_LOOKUP_AMBIGUOUS ? KV_LOOKUP_UNKNOWN : lookup;
}

/* klp_init_func() refuses an entry without a name, or with one that no symbol could have. */
static bool valid_name(const kv_check *check, const char *name)
{
	const kv_index *vmlinux = kv_kernel_index(check->kernel);

	return name && name[0] && strlen(name) < kv_index_symbol_name_limit(vmlinux, NULL);
}

static void look_up_entry(const kv_check *check, kv_entry *entry)
{
	kv_patched *patched = &entry->patched;
	uint64_t position = patched->function->sympos;
	uint32_t ignored = KV_NONE;
	kv_ids named;

	patched->symbol = KV_NONE;
	patched->lookup = KV_LOOKUP_UNKNOWN;
	patched->loading_lookup = KV_LOOKUP_UNKNOWN;
	if (!valid_name(check, patched->function->old_name)) {
		patched->lookup = KV_LOOKUP_INVALID;
		patched->loading_lookup = KV_LOOKUP_INVALID;
		return;
	}
	if (!patched->index)
		return;

	named = kv_index_symbols_named(patched->index, patched->function->old_name);
	patched->loading_lookup = look_up(named, position, &ignored);
	patched->candidates =
		patched->in_module ? core_symbols(patched->index, named, &entry->core) : named;
	patched->lookup = look_up(patched->candidates, position, &patched->symbol);
	if (patched->function->sympos_open) {
		patched->lookup = unless_ambiguous(patched->lookup);
		patched->loading_lookup = unless_ambiguous(patched->loading_lookup);
	}
}

static kv_entry *entry_new(const kv_check *check, const kv_lp_object *object,
			   const kv_lp_function *function)
{
	kv_entry *entry = g_new0(kv_entry, 1);

	entry->name = entry_name(function);
	entry->named = function->old_name && function->old_name[0];
	entry->patched.object = object;
	entry->patched.function = function;
	entry->patched.object_name = kv_lp_object_display_name(object);
	entry->patched.in_module = object->name != NULL;
	return entry;
}

static void remember_source(kv_check *check, const kv_patched *patched)
{
	const kv_source *source = kv_patched_source(patched);

	if (source && !g_hash_table_contains(check->sources, source))
		g_hash_table_insert(check->sources, (gpointer)source, (gpointer)patched);
}

static void remember_address(kv_check *check, const kv_patched *patched)
{
	kv_target *target;
	uint64_t address;

	if (patched->lookup != KV_LOOKUP_FOUND)
		return;
	remember_source(check, patched);
	address = kv_index_symbol(patched->index, patched->symbol)->address;
	if (kv_check_patches_address(check, patched->index, address))
		return;
	target = g_new(kv_target, 1);
	target->index = patched->index;
	target->address = address;
	g_hash_table_insert(check->addresses, target, (gpointer)patched);
}

/* Looks up what @object, number @number of its livepatch, lists; the entries go to @entries. */
static void resolve_object(kv_check *check, const kv_lp_object *object, guint number,
			   const char *unreachable, GPtrArray *entries)
{
	const char *reason = NULL, *supply = NULL;
	const kv_index *index = NULL;

	if (!unreachable && !object->name)
		index = kv_kernel_index(check->kernel);
	else if (!unreachable)
		index = kv_kernel_module(check->kernel, object->name, &reason, &supply);

	for (guint i = 0; i < object->functions->len; i++) {
		kv_entry *entry = entry_new(check, object, g_ptr_array_index(object->functions, i));

		entry->object_number = number;
		entry->function_number = i;
		entry->unreachable = unreachable;
		entry->missing_reason = reason;
		entry->missing_supply = supply;
		entry->patched.index = index;
		look_up_entry(check, entry);
		remember_address(check, &entry->patched);
		g_ptr_array_add(entries, entry);
	}
}

static bool has_object(const kv_livepatch *livepatch, const char *name)
{
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (g_strcmp0(object->name, name) == 0)
			return true;
	}
	return false;
}

/* What the module patches besides: it matters where the livepatch itself patches something. */
static void resolve_companion(kv_check *check, const kv_livepatch *companion)
{
	for (guint i = 0; i < companion->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(companion->objects, i);

		if (has_object(check->livepatch, object->name))
			resolve_object(check, object, i, why_no_module(check, object),
				       check->companions);
	}
}

void kv_check_resolve(kv_check *check)
{
	bool ended = false;

	check->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	check->companions = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	check->addresses = g_hash_table_new_full(target_hash, target_equal, g_free, NULL);
	check->sources = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (guint i = 0; i < check->livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(check->livepatch->objects, i);

		ended = ended || ends_objects(object);
		resolve_object(check, object, i,
			       ended ? "the array of objects ends before it"
				     : why_no_module(check, object),
			       check->entries);
	}
	for (guint i = 0; i < check->livepatch->companions->len; i++)
		resolve_companion(check, g_ptr_array_index(check->livepatch->companions, i));
}
