/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/kpatch.h"

#include <string.h>

#include "livepatch/module/enable.h"
#include "livepatch/module/reader.h"
#include "livepatch/module/replace.h"

/* struct kpatch_patch_func of kpatch-build: one patched function. */
enum {
	FUNC_OLD_ADDR = 16,
	FUNC_SYMPOS = 32,
	FUNC_NAME = 40,
	FUNC_OBJNAME = 48,
	FUNC_SIZE = 56,
};

/* The most objects of one livepatch; Debian 6.1 has some 4000 modules in all. */
enum { OBJECTS_MAX = 8192 };

/* struct kpatch_pre_patch_callback and its likes: a function, then the object's name. */
enum {
	CALLBACK_OBJNAME = 8,
	CALLBACK_SIZE = 16,
};

static const char FUNCS_SECTION[] = ".kpatch.funcs";

static const char *const callback_sections[KV_CALLBACK_COUNT] = {
	[KV_PRE_PATCH] = ".kpatch.callbacks.pre_patch",
	[KV_POST_PATCH] = ".kpatch.callbacks.post_patch",
	[KV_PRE_UNPATCH] = ".kpatch.callbacks.pre_unpatch",
	[KV_POST_UNPATCH] = ".kpatch.callbacks.post_unpatch",
};

bool kv_kpatch_recognise(const kv_elf *elf)
{
	return kv_elf_section_named(elf, FUNCS_SECTION);
}

static const char *string_at(const kv_memory *memory, const kv_elf_section *section,
			     uint64_t offset, uint64_t member, GError **error)
{
	return kv_reader_string(memory, (kv_place){section->index, offset + member}, error);
}

/*
 * The object called @name, appended when it is new. kpatch-build always writes a name; its init
 * code turns "vmlinux" into NULL.
 */
static kv_lp_object *object_named(const kv_memory *memory, kv_livepatch *livepatch,
				  const char *name, GError **error)
{
	const char *real = strcmp(name, "vmlinux") == 0 ? NULL : name;

	for (guint i = 0; i < livepatch->objects->len; i++) {
		kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (g_strcmp0(object->name, real) == 0)
			return object;
	}

	if (livepatch->objects->len >= OBJECTS_MAX) {
		kv_reader_fail(memory, KV_ERROR_INPUT, error, "more than %d different objects",
			       OBJECTS_MAX);
		return NULL;
	}

	kv_lp_object *object = kv_livepatch_add_object(livepatch, real);

	/* The init code allocates one entry more than there are functions. */
	object->has_funcs = KV_YES;
	object->funcs_ended = KV_YES;
	return object;
}

static gboolean read_function(const kv_memory *memory, const kv_elf_section *section,
			      uint64_t offset, kv_livepatch *livepatch, GError **error)
{
	kv_place place = {section->index, offset};
	const char *name = string_at(memory, section, offset, FUNC_NAME, error);
	const char *object_name =
		name ? string_at(memory, section, offset, FUNC_OBJNAME, error) : NULL;
	kv_lp_pointer new = kv_memory_pointer(memory, place); /* new_addr comes first */
	uint64_t old_address = 0;

	if (!object_name)
		return FALSE;

	kv_lp_object *object = object_named(memory, livepatch, object_name, error);

	if (!object)
		return FALSE;

	kv_lp_function *function = kv_lp_object_add_function(object, name);

	kv_memory_number(memory, (kv_place){section->index, offset + FUNC_SYMPOS}, 8,
			 &function->sympos);
	kv_memory_number(memory, (kv_place){section->index, offset + FUNC_OLD_ADDR}, 8,
			 &old_address);
	/* Of a function of a module it is an offset in a section, not an address. */
	if (!object->name)
		function->built_address = old_address;
	if (new.kind == KV_POINTER_NULL) {
		function->has_new = KV_NO;
	} else if (new.kind != KV_POINTER_UNKNOWN) {
		function->has_new = KV_YES;
		kv_reader_set_replacement(memory, &new, function);
	}
	if (new.kind == KV_POINTER_INSIDE)
		function->source_file = g_strdup(kv_memory_function_file(memory, new.place));
	return TRUE;
}

static gboolean read_functions(const kv_memory *memory, kv_livepatch *livepatch, GError **error)
{
	const kv_elf_section *section = kv_elf_section_named(kv_memory_elf(memory), FUNCS_SECTION);

	if (section->size % FUNC_SIZE != 0 || section->size / FUNC_SIZE > KV_READER_ENTRIES_MAX)
		return kv_reader_fail(memory, KV_ERROR_INPUT, error,
				      "section %s: 0x%" G_GINT64_MODIFIER
				      "x bytes are not a table of %d-byte records; the module is "
				      "damaged, build it again",
				      FUNCS_SECTION, section->size, FUNC_SIZE);
	for (uint64_t offset = 0; offset < section->size; offset += FUNC_SIZE)
		if (!read_function(memory, section, offset, livepatch, error))
			return FALSE;
	return TRUE;
}

static gboolean read_callbacks(const kv_memory *memory, unsigned int kind, kv_livepatch *livepatch,
			       GError **error)
{
	const kv_elf_section *section =
		kv_elf_section_named(kv_memory_elf(memory), callback_sections[kind]);

	if (!section)
		return TRUE;
	/* The linker script ends the section with eight zero bytes. */
	for (uint64_t offset = 0; section->size - offset >= CALLBACK_SIZE;
	     offset += CALLBACK_SIZE) {
		kv_place place = {section->index, offset};
		kv_lp_pointer function = kv_memory_pointer(memory, place);
		const char *name = string_at(memory, section, offset, CALLBACK_OBJNAME, error);

		if (!name)
			return FALSE;

		kv_lp_object *object = object_named(memory, livepatch, name, error);

		if (!object)
			return FALSE;
		g_free(object->callbacks[kind]);
		object->callbacks[kind] = kv_reader_symbol(memory, &function);
		object->callback_storage[kind] = kv_reader_storage(memory, &function);
	}
	return TRUE;
}

static void reverse(GPtrArray *array)
{
	for (guint i = 0; i < array->len / 2; i++) {
		gpointer other = array->pdata[array->len - 1 - i];

		array->pdata[array->len - 1 - i] = array->pdata[i];
		array->pdata[i] = other;
	}
}

/* The init code puts every object and function in front of those it already has (list_add()). */
static void order_as_loaded(kv_livepatch *livepatch)
{
	reverse(livepatch->objects);
	for (guint i = 0; i < livepatch->objects->len; i++) {
		kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		reverse(object->functions);
	}
}

gboolean kv_kpatch_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch,
			GError **error)
{
	const kv_elf *elf = kv_memory_elf(memory);

	livepatch->kind = KV_LIVEPATCH_KPATCH;
	if (kv_elf_section_named(elf, ".kpatch.symbols"))
		return kv_reader_fail(memory, KV_ERROR_USAGE, error,
				      "is an intermediate file of kpatch-build; give the .ko that "
				      "kpatch-build makes of it");
	if (kv_elf_section_named(elf, ".kpatch.dynrelas") && !kv_enable_is_called(elf))
		return kv_reader_fail(memory, KV_ERROR_USAGE, error,
				      "is a module for kpatch's own core module, not for the "
				      "kernel's livepatching (it calls neither klp_enable_patch() "
				      "nor klp_register_patch())");
	if (!read_functions(memory, livepatch, error))
		return FALSE;
	for (unsigned int i = 0; i < KV_CALLBACK_COUNT; i++)
		if (!read_callbacks(memory, i, livepatch, error))
			return FALSE;
	order_as_loaded(livepatch);
	livepatch->has_mod = KV_YES;
	livepatch->has_objs = KV_YES;
	livepatch->objects_ended = KV_YES;
	livepatch->replace = kv_replace_from_code(memory, kernel);
	/* kpatch's init code (livepatch-patch-hook.c) sets none. */
	livepatch->states_unread = NULL;
	livepatch->layout_origin = g_strdup("kpatch-build's section .kpatch.funcs");
	return TRUE;
}
