/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/source.h"

#include <string.h>
#include <xxhash.h>

#include "dwarf/line.h"

/* With link-time optimisation, one unit refers to declarations in many others. */
#define TABLE_COUNT 64

/* What naming the files of one unit takes. */
typedef struct kv_unit_files {
	Dwarf_CU *cu;		 /* NULL: the slot is free */
	const char *compile_dir; /* in the image's memory */
	const char *name;	 /* path of the unit's own file */
	bool assembler;
	GArray *files; /* (element-type kv_dwarf_file) */
} kv_unit_files;

kv_source_reader *kv_source_reader_new(const kv_dwarf_image *image, const kv_source_root *root)
{
	kv_source_reader *reader = g_new0(kv_source_reader, 1);

	reader->image = image;
	reader->root = root;
	reader->sightings = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_sighting));
	reader->strings = g_string_chunk_new(64 * 1024);
	reader->paths = g_hash_table_new(g_str_hash, g_str_equal);
	reader->scratch = g_string_new(NULL);
	reader->tables = g_new0(kv_unit_files, TABLE_COUNT);
	return reader;
}

void kv_source_reader_free(kv_source_reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < TABLE_COUNT; i++)
		g_clear_pointer(&reader->tables[i].files, g_array_unref);
	g_free(reader->tables);
	kv_dwarf_map_clear(&reader->known);
	g_string_free(reader->scratch, TRUE);
	g_hash_table_unref(reader->paths);
	g_clear_pointer(&reader->strings, g_string_chunk_free);
	g_array_unref(reader->sightings);
	g_free(reader);
}

void kv_source_reader_begin_unit(kv_source_reader *reader)
{
	kv_dwarf_map_reset(&reader->known);
}

static const char *intern_path(kv_source_reader *reader, const char *compile_dir,
			       const char *directory, const char *name)
{
	char *path;

	if (!*name)
		return "";
	kv_source_path(reader->root, compile_dir, directory, name, reader->scratch);
	path = g_hash_table_lookup(reader->paths, reader->scratch->str);
	if (!path) {
		path = g_string_chunk_insert_len(reader->strings, reader->scratch->str,
						 (gssize)reader->scratch->len);
		g_hash_table_add(reader->paths, path);
	}
	return path;
}

static const char *string_attribute(const kv_dwarf_image *image, Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;
	const char *string = NULL;

	if (dwarf_attr(die, name, &attribute))
		string = kv_die_string(image, &attribute);
	return string ? string : "";
}

static void load_files(kv_source_reader *reader, Dwarf_CU *cu, kv_unit_files *table)
{
	const kv_dwarf_image *image = reader->image;
	Dwarf_Attribute lines;
	Dwarf_Word offset;
	Dwarf_Die die;

	if (!table->files)
		table->files = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_file));
	g_array_set_size(table->files, 0);
	table->cu = cu;
	table->compile_dir = "";
	table->name = "";
	table->assembler = false;
	if (!dwarf_cu_die(cu, &die, NULL, NULL, NULL, NULL, NULL, NULL))
		return;
	table->compile_dir = string_attribute(image, &die, DW_AT_comp_dir);
	table->name = intern_path(reader, table->compile_dir, "",
				  string_attribute(image, &die, DW_AT_name));
	table->assembler = dwarf_srclang(&die) == DW_LANG_Mips_Assembler;
	if (dwarf_attr(&die, DW_AT_stmt_list, &lines) && dwarf_formudata(&lines, &offset) == 0)
		kv_dwarf_files_read(image, offset, table->files);
}

static kv_unit_files *files_of(kv_source_reader *reader, Dwarf_Die *die)
{
	kv_unit_files *table = &reader->tables[g_direct_hash(die->cu) / 64 % TABLE_COUNT];

	if (table->cu != die->cu)
		load_files(reader, die->cu, table);
	return table;
}

static const char *file_name(kv_source_reader *reader, kv_unit_files *table, uint64_t number)
{
	kv_dwarf_file *file;

	if (number >= table->files->len)
		return "";
	file = &g_array_index(table->files, kv_dwarf_file, number);
	if (!file->path)
		file->path = intern_path(reader, table->compile_dir, file->directory, file->name);
	return file->path;
}

static uint32_t flags_of(kv_die_attributes *attributes)
{
	uint64_t inlined = kv_die_number(attributes, KV_DIE_INLINE, DW_INL_not_inlined);
	bool external = false;
	uint32_t flags = 0;

	if (inlined == DW_INL_declared_inlined || inlined == DW_INL_declared_not_inlined)
		flags |= KV_DWARF_SOURCE_INLINE;
	if (inlined == DW_INL_declared_inlined || inlined == DW_INL_inlined)
		flags |= KV_DWARF_SOURCE_INLINED;
	if (kv_die_has(attributes, KV_DIE_EXTERNAL) &&
	    dwarf_formflag(&attributes->at[KV_DIE_EXTERNAL], &external) == 0 && external)
		flags |= KV_DWARF_SOURCE_EXTERNAL;
	return flags;
}

/*
 * Gathers what the chain of origins and specifications from @die on says about a function. What
 * stands nearer to @die is the more specific.
 */
static void follow_chain(kv_source_reader *reader, Dwarf_Die *start, kv_dwarf_sighting *sighting)
{
	Dwarf_Die die = *start;
	bool in_origins = true;

	*sighting = (kv_dwarf_sighting){.file = ""};
	for (unsigned int step = 0; step < KV_DWARF_CHAIN_MAX; step++) {
		kv_unit_files *files = files_of(reader, &die);
		kv_die_attributes attributes;
		bool has_origin;

		if (!kv_die_attributes_read(&die, &attributes))
			return;
		if (!sighting->name && kv_die_has(&attributes, KV_DIE_NAME))
			sighting->name = kv_die_string(reader->image, &attributes.at[KV_DIE_NAME]);
		if (sighting->line == 0)
			sighting->line = (uint32_t)kv_die_number(&attributes, KV_DIE_DECL_LINE, 0);
		if (!*sighting->file && kv_die_has(&attributes, KV_DIE_DECL_FILE))
			sighting->file = file_name(reader, files,
						   kv_die_number(&attributes, KV_DIE_DECL_FILE, 0));
		sighting->flags |= flags_of(&attributes);
		if (in_origins)
			sighting->die = files->assembler ? 0 : dwarf_dieoffset(&die);

		has_origin = kv_die_has(&attributes, KV_DIE_ORIGIN);
		in_origins &= has_origin;
		if (!has_origin && !kv_die_has(&attributes, KV_DIE_SPECIFICATION))
			break;
		if (!kv_die_follow(
			    &attributes.at[has_origin ? KV_DIE_ORIGIN : KV_DIE_SPECIFICATION],
			    &die))
			return;
	}
	/* Assemblers name no file but that of the unit. */
	if (!*sighting->file)
		sighting->file = files_of(reader, &die)->name;
}

static uint64_t identity_hash(const kv_dwarf_sighting *sighting)
{
	uint64_t file =
		XXH3_64bits_withSeed(sighting->file, strlen(sighting->file), sighting->line);

	return XXH3_64bits_withSeed(sighting->name, strlen(sighting->name), file);
}

uint32_t kv_source_reader_find(kv_source_reader *reader, Dwarf_Die *die,
			       kv_die_attributes *attributes)
{
	Dwarf_Die origin = *die;
	kv_dwarf_sighting sighting;
	uint32_t position;
	uint64_t key;

	if (kv_die_has(attributes, KV_DIE_ORIGIN) &&
	    !kv_die_follow(&attributes->at[KV_DIE_ORIGIN], &origin))
		return KV_NONE;
	key = dwarf_dieoffset(&origin);
	if (kv_dwarf_map_get(&reader->known, key, &position))
		return position;

	follow_chain(reader, &origin, &sighting);
	position = KV_NONE;
	if (sighting.name && *sighting.name) {
		sighting.hash = identity_hash(&sighting);
		position = reader->sightings->len;
		g_array_append_val(reader->sightings, sighting);
	}
	kv_dwarf_map_add(&reader->known, key, position);
	return position;
}

const char *kv_source_reader_unit_name(kv_source_reader *reader, Dwarf_Die *die)
{
	return files_of(reader, die)->name;
}

bool kv_source_reader_learn_root(kv_source_reader *reader, Dwarf_Die *die, kv_source_root *root)
{
	const kv_unit_files *table = files_of(reader, die);

	for (guint i = 0; i < table->files->len; i++) {
		const kv_dwarf_file *file = &g_array_index(table->files, kv_dwarf_file, i);

		if (strcmp(file->name, "types.h") == 0 &&
		    kv_source_root_learn(root, table->compile_dir, file->directory, file->name))
			return true;
	}
	return false;
}
