/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/layout.h"

#include <stdio.h>

#include "dwarf/dwarf.h"
#include "livepatch/module/array.h"

/* The most array elements that are compared with one layout; the rest is taken to agree. */
enum { ELEMENTS_MAX = 4096 };

enum { CALLBACKS_SIZE = 4 * 8 };

/*
 * include/linux/livepatch.h of mainline, 64-bit, struct kobject of 64 bytes. Members that never
 * moved (old_name and name at 0, new_func at 8, mod at 0, objs at 8) are added by layout_of().
 */
typedef struct {
	unsigned int first, last; /* releases: major * 1000 + minor */
	uint32_t func_size, old_sympos;
	uint32_t object_size, funcs, callbacks;
	uint32_t states, replace;
} release_layout;

static const release_layout release_layouts[] = {
	{5005, 99999, 152, 16, 168, 8, 16, 16, 24},
	{5001, 5004, 152, 16, 168, 8, 16, KV_NONE, 16},
	{4016, 5000, 136, 16, 136, 8, 16, KV_NONE, KV_NONE},
	{4015, 4015, 144, 16, 136, 8, 16, KV_NONE, KV_NONE},
	{4012, 4014, 144, 16, 96, 8, KV_NONE, KV_NONE, KV_NONE},
	{4007, 4011, 120, 16, 96, 8, KV_NONE, KV_NONE, KV_NONE},
	{4005, 4006, 120, 16, 104, 16, KV_NONE, KV_NONE, KV_NONE},
	/* struct klp_func had an address where old_sympos came to stand */
	{4002, 4004, 112, KV_NONE, 104, 16, KV_NONE, KV_NONE, KV_NONE},
	{4000, 4001, 112, KV_NONE, 48, 16, KV_NONE, KV_NONE, KV_NONE},
};

static kv_klp_layout layout_of(const release_layout *release)
{
	return (kv_klp_layout){
		.func_size = release->func_size,
		.func_old_name = 0,
		.func_new_func = 8,
		.func_old_sympos = release->old_sympos,
		.object_size = release->object_size,
		.object_name = 0,
		.object_funcs = release->funcs,
		.object_callbacks = release->callbacks,
		.patch_mod = 0,
		.patch_objs = 8,
		.patch_states = release->states,
		.patch_replace = release->replace,
		.state_size = 24,
		.state_id = 0,
		.state_version = 8,
		.callbacks_pre_patch = 0,
		.callbacks_post_patch = 8,
		.callbacks_pre_unpatch = 16,
		.callbacks_post_unpatch = 24,
	};
}

/* Whether a structure of @size bytes can hold a pointer at @offset. */
static bool has_pointer(uint32_t size, uint32_t offset)
{
	return offset <= size && size - offset >= 8;
}

/* Sizes and offsets come from files: a layout without room for its members is no layout. */
static bool is_sane(const kv_klp_layout *layout)
{
	return has_pointer(layout->func_size, layout->func_old_name) &&
	       has_pointer(layout->func_size, layout->func_new_func) &&
	       (layout->func_old_sympos == KV_NONE ||
		has_pointer(layout->func_size, layout->func_old_sympos)) &&
	       has_pointer(layout->object_size, layout->object_name) &&
	       has_pointer(layout->object_size, layout->object_funcs) &&
	       layout->patch_mod != KV_NONE && layout->patch_objs != KV_NONE;
}

static bool leads_to_code(const kv_memory *memory, const kv_lp_pointer *pointer)
{
	return pointer->kind == KV_POINTER_OUTSIDE ||
	       (pointer->kind == KV_POINTER_INSIDE && kv_memory_is_code(memory, pointer->place));
}

static bool leads_to_data(const kv_memory *memory, const kv_lp_pointer *pointer)
{
	return pointer->kind == KV_POINTER_INSIDE && !kv_memory_is_code(memory, pointer->place);
}

/* A layout that is being compared with a module. */
typedef struct {
	kv_memory *memory;
	const kv_klp_layout *layout;
	unsigned int elements; /* compared so far */
} comparison;

static bool func_fits(comparison *with, kv_place place)
{
	const kv_klp_layout *layout = with->layout;
	size_t count;
	const kv_elf_relocation *list =
		kv_memory_relocations(with->memory, place, layout->func_size, &count);

	for (size_t i = 0; i < count; i++) {
		uint64_t member = list[i].offset - place.offset;
		kv_lp_pointer target = kv_memory_target(with->memory, place.section, &list[i]);

		if (member == layout->func_old_name && leads_to_data(with->memory, &target))
			continue;
		if (member == layout->func_new_func && leads_to_code(with->memory, &target))
			continue;
		return false;
	}
	return true;
}

/* Whether the elements, @stride bytes each, of the array at @start agree with the layout. */
static bool array_fits(comparison *with, kv_place start, uint64_t stride,
		       bool (*element_fits)(comparison *with, kv_place place))
{
	kv_array array = kv_array_at(with->memory, start, stride);

	if (kv_memory_is_zeroed(with->memory, start))
		return true;
	if (array.bounded && (array.end - start.offset) % stride != 0)
		return false;

	for (kv_place place = start; kv_array_holds(&array, place); place.offset += stride) {
		if (kv_memory_is_clear(with->memory, place, stride))
			break;
		if (with->elements++ >= ELEMENTS_MAX)
			break;
		if (!element_fits(with, place))
			return false;
	}
	return true;
}

static bool object_fits(comparison *with, kv_place place)
{
	const kv_klp_layout *layout = with->layout;
	uint64_t callbacks = layout->object_callbacks;
	uint64_t external = MAX(layout->object_name, layout->object_funcs) + 8;
	kv_lp_pointer funcs = kv_memory_pointer(
		with->memory, (kv_place){place.section, place.offset + layout->object_funcs});
	size_t count;
	const kv_elf_relocation *list =
		kv_memory_relocations(with->memory, place, layout->object_size, &count);

	if (callbacks != KV_NONE)
		external = MAX(external, callbacks + CALLBACKS_SIZE);
	for (size_t i = 0; i < count; i++) {
		uint64_t member = list[i].offset - place.offset;
		kv_lp_pointer target = kv_memory_target(with->memory, place.section, &list[i]);

		if (member >= external)
			return false;
		if (member == layout->object_name && !leads_to_data(with->memory, &target))
			return false;
		if (callbacks != KV_NONE && member >= callbacks &&
		    !leads_to_code(with->memory, &target))
			return false;
	}
	if (funcs.kind != KV_POINTER_INSIDE)
		return funcs.kind == KV_POINTER_NULL;
	return leads_to_data(with->memory, &funcs) &&
	       array_fits(with, funcs.place, layout->func_size, func_fits);
}

/* Whether nothing in the structures of the module contradicts @layout. */
static bool layout_fits(kv_memory *memory, kv_place patch, const kv_klp_layout *layout)
{
	if (!is_sane(layout))
		return false;

	kv_place flag = {patch.section, patch.offset + layout->patch_replace};
	kv_place objs = {patch.section, patch.offset + layout->patch_objs};

	/* A pointer where the layout has the flag: `states` of a newer kernel. */
	if (layout->patch_replace != KV_NONE &&
	    kv_elf_relocation_at(kv_memory_elf(memory), flag.section, flag.offset))
		return false;

	comparison with = {.memory = memory, .layout = layout};
	kv_lp_pointer objects = kv_memory_pointer(memory, objs);

	if (objects.kind != KV_POINTER_INSIDE)
		return objects.kind == KV_POINTER_NULL;
	return leads_to_data(memory, &objects) &&
	       array_fits(&with, objects.place, layout->object_size, object_fits);
}

/* The layout of @memory's own debug information; false when there is none that fits. */
static bool own_layout(kv_memory *memory, kv_place patch, kv_klp_layout *layout)
{
	kv_file *file = kv_elf_file(kv_memory_elf(memory));
	kv_section_addresses *addresses = NULL;

	if (!kv_elf_section_named(kv_memory_elf(memory), ".debug_info"))
		return false;

	g_autoptr(kv_dwarf) dwarf = kv_dwarf_read(file, KV_OBJECT_MODULE, 1, false, &addresses);

	if (addresses)
		g_array_unref(addresses);
	if (!dwarf->has_layout || !layout_fits(memory, patch, &dwarf->layout))
		return false;
	*layout = dwarf->layout;
	return true;
}

/* major * 1000 + minor of the release that vermagic begins with; 0 when it does not tell. */
static unsigned int vermagic_release(const char *vermagic)
{
	unsigned int major, minor;

	if (!vermagic || sscanf(vermagic, "%3u.%3u", &major, &minor) != 2)
		return 0;
	return major * 1000 + minor;
}

static bool reads_alike(const release_layout *left, const release_layout *right)
{
	return left->func_size == right->func_size && left->old_sympos == right->old_sympos &&
	       left->object_size == right->object_size && left->funcs == right->funcs &&
	       left->callbacks == right->callbacks;
}

/*
 * `replace` of kernels before 5.5 stands where newer ones have `states`. Where both layouts fit
 * there is no pointer; if the flag is set in only one of the two places, that tells them apart.
 */
static const release_layout *tell_replace(kv_memory *memory, kv_place patch,
					  const release_layout *newer, const release_layout *older)
{
	kv_place flag = {patch.section, patch.offset + older->replace};
	uint64_t value;

	if (older->replace == KV_NONE || newer->states != older->replace)
		return newer;
	return kv_memory_number(memory, flag, 1, &value) && value != 0 ? older : newer;
}

/*
 * Up to Linux 4.6 klp_object has `relocs` where `funcs` stands later. Without functions behind it
 * the older layout would fit every newer object.
 */
static bool has_functions_at(const kv_memory *memory, kv_place patch, const release_layout *row)
{
	kv_lp_pointer objects =
		kv_memory_pointer(memory, (kv_place){patch.section, patch.offset + 8});

	if (objects.kind != KV_POINTER_INSIDE)
		return false;
	objects.place.offset += row->funcs;
	return kv_memory_pointer(memory, objects.place).kind == KV_POINTER_INSIDE;
}

/* Whether there is anything whose layout matters: objects that the file initialises. */
static bool has_objects(const kv_memory *memory, kv_place patch)
{
	kv_lp_pointer objects =
		kv_memory_pointer(memory, (kv_place){patch.section, patch.offset + 8});

	return objects.kind == KV_POINTER_INSIDE && !kv_memory_is_zeroed(memory, objects.place);
}

/* The upstream layout that agrees with the module; NULL when none or several different ones do. */
static const release_layout *upstream_layout(kv_memory *memory, kv_place patch,
					     const char *vermagic, bool *by_vermagic)
{
	unsigned int release = vermagic_release(vermagic);
	const release_layout *found = NULL;
	bool several = false;

	for (size_t i = 0; i < G_N_ELEMENTS(release_layouts); i++) {
		const release_layout *row = &release_layouts[i];
		kv_klp_layout layout = layout_of(row);

		if (!layout_fits(memory, patch, &layout) ||
		    (row->funcs == 16 && !has_functions_at(memory, patch, row)))
			continue;
		if (release >= row->first && release <= row->last) {
			*by_vermagic = true;
			return row;
		}
		if (!found)
			found = row;
		else if (reads_alike(found, row))
			found = tell_replace(memory, patch, found, row);
		else
			several = true;
	}
	*by_vermagic = false;
	return several && has_objects(memory, patch) ? NULL : found;
}

static void add_mismatch(kv_livepatch *livepatch, const kv_klp_layout *kernel)
{
	g_autofree char *reason = g_strdup_printf(
		"its arrays do not have the layout of the target kernel (struct klp_func of %u "
		"bytes, struct klp_object of %u bytes): it was built for another kernel, or the "
		"arrays are members of a larger structure",
		kernel->func_size, kernel->object_size);

	kv_livepatch_add_gap(livepatch, "what the target kernel would read from the livepatch",
			     reason,
			     "build the livepatch with the headers of the target kernel, and its "
			     "arrays as variables of their own");
}

bool kv_klp_layout_choose(kv_memory *memory, kv_place patch, const kv_index *kernel,
			  kv_livepatch *livepatch, kv_klp_layout *layout)
{
	kv_klp_layout candidate;
	bool by_vermagic;

	if (kernel && kv_index_has_klp_layout(kernel, &candidate)) {
		if (layout_fits(memory, patch, &candidate)) {
			*layout = candidate;
			livepatch->layout_origin =
				g_strdup("structure layouts of the target kernel");
			return true;
		}
		add_mismatch(livepatch, &candidate);
	}
	if (own_layout(memory, patch, layout)) {
		livepatch->layout_origin = g_strdup("the module's own debug information");
		return true;
	}

	const release_layout *row =
		upstream_layout(memory, patch, livepatch->vermagic, &by_vermagic);

	if (!row) {
		kv_livepatch_add_gap(
			livepatch, "the klp_object and klp_func arrays",
			"the layout of their structures is not known: no single layout of a "
			"mainline kernel agrees with the module's relocations and symbol sizes",
			"give the target kernel's vmlinux with debug information or BTF, or the "
			"module before it was stripped");
		return false;
	}
	*layout = layout_of(row);
	livepatch->layout_origin = g_strdup(
		by_vermagic ? "structures of the release in the module's vermagic, which agree "
			      "with its relocations"
			    : "the module's relocations and symbol sizes");
	return true;
}
