/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/module.h"

#include <stdarg.h>

#include "livepatch/module/array.h"
#include "livepatch/module/enable.h"
#include "livepatch/module/layout.h"
#include "livepatch/module/reader.h"
#include "livepatch/module/states.h"

typedef struct {
	kv_memory *memory;
	kv_livepatch *livepatch;
	kv_klp_layout layout;
	unsigned int entries; /* read so far */
} module_reader;

static const char REASON_WRITTEN[] =
	"code of the module refers to the array and may set it at run time";
static const char REASON_NO_STRING[] = "it does not point to a constant string of the module";
static const char SUPPLY_STATIC[] =
	"initialise klp_patch, klp_object and klp_func statically, or check what they hold by hand";

/* A gap whose name is printf-style. */
static void add_gap(module_reader *reader, const char *reason, const char *supply,
		    const char *format, ...) G_GNUC_PRINTF(4, 5);

static void add_gap(module_reader *reader, const char *reason, const char *supply,
		    const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	kv_livepatch_add_gap(reader->livepatch, what, reason, supply);
}

static kv_place member_of(kv_place structure, uint32_t member)
{
	return (kv_place){structure.section, structure.offset + member};
}

static kv_lp_pointer pointer_at(const module_reader *reader, kv_place structure, uint32_t member)
{
	return kv_memory_pointer(reader->memory, member_of(structure, member));
}

static bool is_null(const module_reader *reader, kv_place structure, uint32_t member)
{
	return pointer_at(reader, structure, member).kind == KV_POINTER_NULL;
}

/*
 * Whether the code of the module may write into @array: then what the file does not set may be set
 * at run time.
 */
static bool is_written(const module_reader *reader, const kv_array *array)
{
	return kv_memory_is_referenced(reader->memory, array->start,
				       array->end - array->start.offset, true, NULL, 0);
}

/*
 * Whether @array, which pointers in the @owner_size bytes at @owner lead to, lies in zeroed memory
 * (.bss) and something may fill it in at run time.
 */
static bool is_built_at_run_time(const module_reader *reader, const kv_array *array, kv_place owner,
				 uint64_t owner_size)
{
	kv_place start = array->start;

	if (!kv_memory_is_zeroed(reader->memory, start))
		return false;
	start.offset -= MIN(start.offset, kv_memory_machine(reader->memory)->store_slack);
	return !array->bounded ||
	       kv_memory_is_referenced(reader->memory, start, array->end - start.offset, false,
				       &owner, owner_size);
}

static uint64_t sympos_of(const module_reader *reader, kv_place place)
{
	uint64_t sympos = 0;

	if (reader->layout.func_old_sympos != KV_NONE)
		kv_memory_number(reader->memory, member_of(place, reader->layout.func_old_sympos),
				 8, &sympos);
	return sympos;
}

/* The end of klp_for_each_func_static() (kernel/livepatch/core.c). */
static bool is_last_func(const module_reader *reader, kv_place place)
{
	return is_null(reader, place, reader->layout.func_old_name) &&
	       is_null(reader, place, reader->layout.func_new_func) &&
	       sympos_of(reader, place) == 0;
}

/*
 * The end of klp_for_each_object_static() is an object without name and functions. One that has
 * callbacks was meant as an entry: it is read, so that rules can say so.
 */
static bool is_last_object(const module_reader *reader, kv_place place)
{
	const kv_klp_layout *layout = &reader->layout;
	size_t callbacks = 0;

	if (!is_null(reader, place, layout->object_name) ||
	    !is_null(reader, place, layout->object_funcs))
		return false;
	if (layout->object_callbacks != KV_NONE)
		kv_memory_relocations(reader->memory, member_of(place, layout->object_callbacks),
				      layout->object_size - layout->object_callbacks, &callbacks);
	return callbacks == 0;
}

static void read_function(module_reader *reader, kv_lp_object *object, kv_place place, bool written,
			  unsigned int number)
{
	kv_lp_pointer name = pointer_at(reader, place, reader->layout.func_old_name);
	kv_lp_pointer new = pointer_at(reader, place, reader->layout.func_new_func);
	const char *old_name = NULL;
	const char *display = kv_lp_object_display_name(object);

	if (name.kind == KV_POINTER_INSIDE)
		old_name = kv_memory_string(reader->memory, name.place);
	if (!old_name && (name.kind != KV_POINTER_NULL || written)) {
		add_gap(reader, name.kind == KV_POINTER_NULL ? REASON_WRITTEN : REASON_NO_STRING,
			SUPPLY_STATIC, "old_name of function %u of object %s", number, display);
		return;
	}

	kv_lp_function *function = kv_lp_object_add_function(object, old_name);

	function->sympos = sympos_of(reader, place);
	function->sympos_open = written && function->sympos == 0;
	if (new.kind == KV_POINTER_NULL && !written) {
		function->has_new = KV_NO;
	} else if (new.kind == KV_POINTER_INSIDE || new.kind == KV_POINTER_OUTSIDE) {
		function->has_new = KV_YES;
		kv_reader_set_replacement(reader->memory, &new, function);
	} else {
		add_gap(reader, REASON_WRITTEN, SUPPLY_STATIC, "the replacement of %s of object %s",
			old_name ? old_name : "a function", display);
	}
}

/* What stops the reading of an array that goes on: too many entries, or an unknown end. */
static void report_rest(module_reader *reader, const kv_array *array, kv_place place,
			unsigned int number, const char *array_name)
{
	if (reader->entries >= KV_READER_ENTRIES_MAX)
		add_gap(reader, "there are more entries than klpvet reads", "split the livepatch",
			"%s after the first %u", array_name, number);
	else if (!array->bounded && !kv_memory_is_clear(reader->memory, place, array->stride))
		add_gap(reader,
			"the module has no symbol that tells where the array ends, and no empty "
			"entry ends it before other data begins",
			"give the module before it was stripped of its symbols",
			"%s after the first %u", array_name, number);
}

/* The array at @start, which belongs to an object of @objects; several may share an empty one. */
static void read_functions(module_reader *reader, kv_lp_object *object, kv_place start,
			   const kv_array *objects)
{
	kv_array array = kv_array_at(reader->memory, start, reader->layout.func_size);
	g_autofree char *name =
		g_strdup_printf("the functions of object %s", kv_lp_object_display_name(object));

	if (is_built_at_run_time(reader, &array, objects->start,
				 objects->end - objects->start.offset)) {
		add_gap(reader, "its klp_func array is filled in when the module runs",
			SUPPLY_STATIC, "%s", name);
		return;
	}

	bool written = is_written(reader, &array);
	kv_place place = start;
	unsigned int number = 0;

	kv_livepatch_add_structure(reader->livepatch, start.section, start.offset);
	while (kv_array_holds(&array, place) && !is_last_func(reader, place) &&
	       reader->entries < KV_READER_ENTRIES_MAX) {
		reader->entries++;
		read_function(reader, object, place, written, ++number);
		place.offset += array.stride;
	}
	object->funcs_ended = kv_array_ends(reader->memory, &array, place);
	if (object->funcs_ended != KV_YES)
		report_rest(reader, &array, place, number, name);
	else if (!written)
		object->functions_behind_end = kv_array_behind_end(reader->memory, &array, place);
}

static void read_callbacks(module_reader *reader, kv_lp_object *object, kv_place place)
{
	const kv_klp_layout *layout = &reader->layout;
	const uint32_t members[KV_CALLBACK_COUNT] = {
		[KV_PRE_PATCH] = layout->callbacks_pre_patch,
		[KV_POST_PATCH] = layout->callbacks_post_patch,
		[KV_PRE_UNPATCH] = layout->callbacks_pre_unpatch,
		[KV_POST_UNPATCH] = layout->callbacks_post_unpatch,
	};

	if (layout->object_callbacks == KV_NONE)
		return;
	for (unsigned int i = 0; i < KV_CALLBACK_COUNT; i++) {
		if (members[i] == KV_NONE)
			continue;

		kv_lp_pointer target =
			pointer_at(reader, place, layout->object_callbacks + members[i]);

		object->callbacks[i] = kv_reader_symbol(reader->memory, &target);
		object->callback_storage[i] = kv_reader_storage(reader->memory, &target);
	}
}

static void read_object(module_reader *reader, const kv_array *objects, kv_place place,
			bool written, unsigned int number)
{
	kv_lp_pointer name = pointer_at(reader, place, reader->layout.object_name);
	kv_lp_pointer funcs = pointer_at(reader, place, reader->layout.object_funcs);
	const char *string = NULL;

	if (name.kind == KV_POINTER_INSIDE)
		string = kv_memory_string(reader->memory, name.place);
	if (!string && (name.kind != KV_POINTER_NULL || written)) {
		add_gap(reader, name.kind == KV_POINTER_NULL ? REASON_WRITTEN : REASON_NO_STRING,
			SUPPLY_STATIC, "the name of object %u, and with it its functions", number);
		return;
	}

	kv_lp_object *object = kv_livepatch_add_object(reader->livepatch, string);

	read_callbacks(reader, object, place);
	if (funcs.kind == KV_POINTER_INSIDE) {
		object->has_funcs = KV_YES;
		object->funcs_storage = kv_reader_storage(reader->memory, &funcs);
		read_functions(reader, object, funcs.place, objects);
	} else if (funcs.kind == KV_POINTER_NULL && !written) {
		object->has_funcs = KV_NO;
		object->funcs_ended = KV_YES;
	} else {
		add_gap(reader, REASON_WRITTEN, SUPPLY_STATIC, "the functions of object %s",
			kv_lp_object_display_name(object));
	}
}

static void read_objects(module_reader *reader, kv_place start, kv_place owner)
{
	kv_array array = kv_array_at(reader->memory, start, reader->layout.object_size);

	if (is_built_at_run_time(reader, &array, owner, 1)) {
		add_gap(reader, "the klp_object array is filled in when the module runs",
			SUPPLY_STATIC, "the objects and functions");
		return;
	}

	bool written = is_written(reader, &array);
	kv_place place = start;
	unsigned int number = 0;

	kv_livepatch_add_structure(reader->livepatch, start.section, start.offset);
	while (kv_array_holds(&array, place) && !is_last_object(reader, place) &&
	       reader->entries < KV_READER_ENTRIES_MAX) {
		reader->entries++;
		read_object(reader, &array, place, written, ++number);
		place.offset += array.stride;
	}
	reader->livepatch->objects_ended = kv_array_ends(reader->memory, &array, place);
	if (reader->livepatch->objects_ended != KV_YES)
		report_rest(reader, &array, place, number, "the objects");
	else if (!written)
		reader->livepatch->objects_behind_end =
			kv_array_behind_end(reader->memory, &array, place);
}

/*
 * Whether code may set members of the klp_patch at @patch. Where a store does not show which
 * member it means, every klp_patch may be written, because its address is passed to the kernel.
 */
static bool is_patch_written(const module_reader *reader, kv_place patch)
{
	const kv_klp_layout *layout = &reader->layout;
	uint64_t end = MAX(layout->patch_mod, layout->patch_objs) + 8;

	if (!kv_memory_machine(reader->memory)->shows_member_stores)
		return true;
	if (layout->patch_replace != KV_NONE)
		end = MAX(end, (uint64_t)layout->patch_replace + 1);
	return kv_memory_is_referenced(reader->memory, member_of(patch, 1), end - 1, true, NULL, 0);
}

static kv_fact read_replace(const module_reader *reader, kv_place patch, bool written)
{
	uint64_t value;

	if (reader->layout.patch_replace == KV_NONE)
		return KV_NO;
	if (!kv_memory_number(reader->memory, member_of(patch, reader->layout.patch_replace), 1,
			      &value))
		return KV_UNKNOWN;
	if (written && kv_memory_machine(reader->memory)->shows_member_stores)
		return KV_UNKNOWN;
	return kv_fact_from_bool(value != 0);
}

static kv_fact is_set(const kv_lp_pointer *pointer, bool written)
{
	if (pointer->kind == KV_POINTER_INSIDE || pointer->kind == KV_POINTER_OUTSIDE)
		return KV_YES;
	return pointer->kind == KV_POINTER_NULL && !written ? KV_NO : KV_UNKNOWN;
}

static void read_patch(module_reader *reader, kv_place patch)
{
	kv_livepatch *livepatch = reader->livepatch;
	bool written = is_patch_written(reader, patch);
	kv_lp_pointer mod = pointer_at(reader, patch, reader->layout.patch_mod);
	kv_lp_pointer objs = pointer_at(reader, patch, reader->layout.patch_objs);

	kv_livepatch_add_structure(livepatch, patch.section, patch.offset);
	livepatch->has_mod = is_set(&mod, written);
	livepatch->has_objs = is_set(&objs, written);
	livepatch->replace = read_replace(reader, patch, written);
	kv_klp_states_read(reader->memory, patch, &reader->layout, livepatch);
	livepatch->patch_storage =
		kv_reader_storage(reader->memory, &(kv_lp_pointer){KV_POINTER_INSIDE, patch, NULL});
	livepatch->objects_storage = kv_reader_storage(reader->memory, &objs);
	if (objs.kind == KV_POINTER_INSIDE)
		read_objects(reader, objs.place, member_of(patch, reader->layout.patch_objs));
	else if (livepatch->has_objs != KV_NO)
		add_gap(reader, "klp_patch.objs is not set in the file and may be set by code",
			SUPPLY_STATIC, "the objects and functions");
}

void kv_module_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch)
{
	module_reader reader = {.memory = memory, .livepatch = livepatch};
	g_autoptr(GArray) patches = kv_enable_patches(memory);

	livepatch->kind = KV_LIVEPATCH_HAND_WRITTEN;
	if (patches->len > 1) {
		add_gap(&reader,
			"the module has several klp_patch structures, and the kernel decides at "
			"run time which of them is in force",
			"enable one klp_patch in each module",
			"the objects and functions of %u klp_patch structures", patches->len);
		return;
	}

	kv_place patch = patches->len == 1 ? g_array_index(patches, kv_place, 0) : (kv_place){0};

	if (patches->len == 0 || kv_memory_is_zeroed(memory, patch)) {
		add_gap(&reader,
			"the klp_patch that the module enables is built when the module runs",
			SUPPLY_STATIC, "the objects and functions");
		return;
	}
	if (kv_klp_layout_choose(memory, patch, kernel, livepatch, &reader.layout))
		read_patch(&reader, patch);
}
