/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/klp_build.h"

#include "livepatch/module/reader.h"
#include "livepatch/module/replace.h"

/* struct klp_object_ext of include/linux/livepatch_external.h, Linux 6.19. */
enum {
	OBJECT_NAME = 0,
	OBJECT_FUNCS = 8,
	OBJECT_CALLBACKS = 16, /* four functions, in the order of KV_PRE_PATCH .. */
	OBJECT_NR_FUNCS = 56,
	OBJECT_SIZE = 64,
};

/* struct klp_func_ext. */
enum {
	FUNC_OLD_NAME = 0,
	FUNC_NEW_FUNC = 8,
	FUNC_SYMPOS = 16,
	FUNC_SIZE = 24,
};

/* The table of objects: since commit ab10815472fc (Linux 6.19), and in its release candidates. */
static const char *const object_sections[] = {".init.klp_objects", "__klp_objects"};

static const kv_elf_section *find_objects(const kv_elf *elf)
{
	for (gsize i = 0; i < G_N_ELEMENTS(object_sections); i++) {
		const kv_elf_section *section = kv_elf_section_named(elf, object_sections[i]);

		if (section)
			return section;
	}
	return NULL;
}

bool kv_klp_build_recognise(const kv_elf *elf)
{
	return find_objects(elf);
}

static kv_place member_of(kv_place record, uint64_t member)
{
	return (kv_place){record.section, record.offset + member};
}

static gboolean read_function(const kv_memory *memory, kv_place record, kv_lp_object *object,
			      GError **error)
{
	const char *name = kv_reader_string(memory, member_of(record, FUNC_OLD_NAME), error);
	kv_lp_pointer new = kv_memory_pointer(memory, member_of(record, FUNC_NEW_FUNC));

	if (!name)
		return FALSE;

	kv_lp_function *function = kv_lp_object_add_function(object, name);

	kv_memory_number(memory, member_of(record, FUNC_SYMPOS), 8, &function->sympos);
	if (new.kind == KV_POINTER_NULL) {
		function->has_new = KV_NO;
	} else if (new.kind != KV_POINTER_UNKNOWN) {
		function->has_new = KV_YES;
		kv_reader_set_replacement(memory, &new, function);
	}
	return TRUE;
}

static gboolean read_functions(const kv_memory *memory, kv_place object_record,
			       kv_lp_object *object, unsigned int *entries, GError **error)
{
	kv_lp_pointer funcs = kv_memory_pointer(memory, member_of(object_record, OBJECT_FUNCS));
	uint64_t count = 0, room = 0;

	kv_memory_number(memory, member_of(object_record, OBJECT_NR_FUNCS), 4, &count);
	if (funcs.kind == KV_POINTER_INSIDE)
		room = kv_memory_section_size(memory, funcs.place) - funcs.place.offset;
	if (count > room / FUNC_SIZE || count > KV_READER_ENTRIES_MAX - *entries)
		return kv_reader_fail(
			memory, KV_ERROR_INPUT, error,
			"object %s has %u functions, more than its table of 0x%" G_GINT64_MODIFIER
			"x bytes; the module is damaged, build it "
			"again",
			kv_lp_object_display_name(object), (unsigned int)count, room);
	*entries += (unsigned int)count;
	for (uint64_t i = 0; i < count; i++)
		if (!read_function(memory, member_of(funcs.place, i * FUNC_SIZE), object, error))
			return FALSE;
	return TRUE;
}

static gboolean read_object(const kv_memory *memory, kv_place record, kv_livepatch *livepatch,
			    unsigned int *entries, GError **error)
{
	kv_lp_pointer pointer = kv_memory_pointer(memory, member_of(record, OBJECT_NAME));
	const char *name = NULL;

	if (pointer.kind != KV_POINTER_NULL) {
		name = kv_reader_string(memory, member_of(record, OBJECT_NAME), error);
		if (!name)
			return FALSE;
	}

	kv_lp_object *object = kv_livepatch_add_object(livepatch, name);

	/* The init code allocates one klp_func more than there are functions. */
	object->has_funcs = KV_YES;
	object->funcs_ended = KV_YES;
	for (unsigned int i = 0; i < KV_CALLBACK_COUNT; i++) {
		kv_lp_pointer callback =
			kv_memory_pointer(memory, member_of(record, OBJECT_CALLBACKS + i * 8));

		object->callbacks[i] = kv_reader_symbol(memory, &callback);
		object->callback_storage[i] = kv_reader_storage(memory, &callback);
	}
	return read_functions(memory, record, object, entries, error);
}

gboolean kv_klp_build_read(kv_memory *memory, const kv_index *kernel, kv_livepatch *livepatch,
			   GError **error)
{
	const kv_elf_section *section = find_objects(kv_memory_elf(memory));
	unsigned int entries = 0;

	livepatch->kind = KV_LIVEPATCH_KLP_BUILD;
	if (section->size % OBJECT_SIZE != 0 || section->size / OBJECT_SIZE > KV_READER_ENTRIES_MAX)
		return kv_reader_fail(memory, KV_ERROR_INPUT, error,
				      "section %s: 0x%" G_GINT64_MODIFIER
				      "x bytes are not a table of %d-byte records; the module is "
				      "damaged, build it again",
				      section->name, section->size, OBJECT_SIZE);
	for (uint64_t offset = 0; offset < section->size; offset += OBJECT_SIZE) {
		kv_place record = {section->index, offset};

		if (!read_object(memory, record, livepatch, &entries, error))
			return FALSE;
	}
	livepatch->has_mod = KV_YES;
	livepatch->has_objs = KV_YES;
	livepatch->objects_ended = KV_YES;
	livepatch->replace = kv_replace_from_code(memory, kernel);
	/* Its init code (scripts/livepatch/init.c of Linux) sets none. */
	livepatch->states_unread = NULL;
	livepatch->layout_origin = g_strdup_printf("klp-build's section %s", section->name);
	return TRUE;
}
