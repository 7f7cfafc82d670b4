/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/split.h"

#include <elf.h>
#include <string.h>

#include "base/error.h"
#include "indexer/image.h"

static const char *path_of(const kv_elf *elf)
{
	return kv_file_path(kv_elf_file(elf));
}

static kv_elf *open_elf(const char *path, kv_file **file, GError **error)
{
	*file = kv_file_open(path, error);
	return *file ? kv_elf_open(*file, error) : NULL;
}

static gboolean check_build(const kv_split *split, GError **error)
{
	g_autofree char *code = kv_elf_build_id(split->code);
	g_autofree char *debug = kv_elf_build_id(split->debug);

	if (code && debug && strcmp(code, debug) == 0)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s and %s are not of one build: their build-ids are %s and %s",
		    path_of(split->code), path_of(split->debug), code ? code : "unknown",
		    debug ? debug : "unknown");
	return FALSE;
}

static gboolean check_halves(const kv_split *split, GError **error)
{
	if (kv_image_content_of(split->debug) == KV_IMAGE_DEBUG_ONLY &&
	    kv_image_content_of(split->code) != KV_IMAGE_DEBUG_ONLY)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s and %s: expected one file with the code and one with the debug information "
		    "that was split from it",
		    path_of(split->code), path_of(split->debug));
	return FALSE;
}

/* The first allocated section of @elf from number @index on, or NULL. */
static const kv_elf_section *next_allocated(const kv_elf *elf, uint32_t index)
{
	for (; index < kv_elf_section_count(elf); index++) {
		const kv_elf_section *section = kv_elf_section_at(elf, index);

		if (section->flags & SHF_ALLOC)
			return section;
	}
	return NULL;
}

static bool is_same_section(const kv_elf_section *left, const kv_elf_section *right)
{
	return strcmp(left->name, right->name) == 0 && left->address == right->address &&
	       left->size == right->size && left->alignment == right->alignment;
}

/*
 * Neither tool reorders sections or drops allocated ones, so the allocated ones of both files are
 * the same, one after the other. If they are not, something else was done to one of the files.
 */
static gboolean match_sections(kv_split *split, GError **error)
{
	const kv_elf_section *code = next_allocated(split->code, 1);
	const kv_elf_section *debug = next_allocated(split->debug, 1);

	split->sections = g_new0(uint32_t, kv_elf_section_count(split->debug));
	while (code && debug && is_same_section(code, debug)) {
		split->sections[debug->index] = code->index;
		code = next_allocated(split->code, code->index + 1);
		debug = next_allocated(split->debug, debug->index + 1);
	}
	if (!code && !debug)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s and %s do not have the same sections, although they are of one build: %s "
		    "stands where the other has %s",
		    path_of(split->code), path_of(split->debug), code ? code->name : "the end",
		    debug ? debug->name : "the end");
	return FALSE;
}

static uint32_t count_functions(const kv_elf *elf)
{
	uint32_t functions = 0;
	kv_elf_symbol symbol;

	for (uint32_t i = 1; i < kv_elf_symbol_count(elf); i++) {
		if (kv_elf_symbol_at(elf, i, &symbol) && symbol.type == STT_FUNC &&
		    symbol.section != SHN_UNDEF)
			functions++;
	}
	return functions;
}

/*
 * Only what is in the table of the loaded file has a name in the kernel. Functions that are in the
 * debug information without one would pass for dead code.
 */
static gboolean check_functions(const kv_split *split, GError **error)
{
	uint32_t code = count_functions(split->code), debug = count_functions(split->debug);

	if (code == debug)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s has %u function symbols, but %s, which was split from it, has %u: expected "
		    "a module that is stripped of its debug information only",
		    path_of(split->code), code, path_of(split->debug), debug);
	return FALSE;
}

static gboolean join(kv_split *split, kv_object_kind kind, GError **error)
{
	if (!check_halves(split, error) || !check_build(split, error) ||
	    !match_sections(split, error))
		return FALSE;
	if (kind == KV_OBJECT_MODULE)
		return check_functions(split, error);
	if (kv_elf_symbol_count(split->debug) > kv_elf_symbol_count(split->code))
		kv_elf_adopt_symbols(split->code, split->debug, split->sections);
	return TRUE;
}

static void settle_order(kv_split *split)
{
	kv_elf *first = split->code;

	if (kv_image_content_of(first) != KV_IMAGE_DEBUG_ONLY)
		return;
	split->code = split->debug;
	split->debug = first;
}

kv_split *kv_split_open(const char *path, const char *half, kv_object_kind kind, GError **error)
{
	g_autoptr(kv_split) split = g_new0(kv_split, 1);

	split->code = open_elf(path, &split->file, error);
	if (!split->code)
		return NULL;
	if (!half)
		return g_steal_pointer(&split);

	split->debug = open_elf(half, &split->half, error);
	if (!split->debug)
		return NULL;
	settle_order(split);
	return join(split, kind, error) ? g_steal_pointer(&split) : NULL;
}

void kv_split_free(kv_split *split)
{
	if (!split)
		return;
	kv_elf_free(split->code);
	kv_elf_free(split->debug);
	kv_file_unref(split->file);
	kv_file_unref(split->half);
	g_free(split->sections);
	g_free(split);
}
