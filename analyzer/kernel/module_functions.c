/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/module_functions.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/search.h"
#include "elf/elf.h"
#include "kernel/cache.h"
#include "index/version.h" /* KV_INDEX_VERSION, generated */
#include "kernel/module_files.h"

#define MAGIC "klpvmod\n"
#define BYTE_ORDER_MARK UINT32_C(0x01020304)
/* A hundred times the functions of all modules of a distribution. */
#define ENTRIES_MAX (1u << 25)

/*
 * The file: this header, the entries in ascending order, then the NUL-terminated names of the
 * modules, all in the byte order of the machine that wrote it.
 */
typedef struct {
	char magic[8];
	uint32_t byte_order;
	uint32_t version;
	uint64_t checksum; /* XXH3, 64 bits, of every byte after this member */
	uint64_t state;	   /* of the files that it was made of */
	uint32_t entry_count;
	uint32_t names_size;
} header;

/* Where the checksum begins to count. */
#define CHECKED_FROM (offsetof(header, checksum) + sizeof(uint64_t))

/* A function of a module: the hash of its name, below it the offset of the module's name. */
typedef uint64_t entry;

struct kv_module_functions {
	kv_module_tree *searched; /* has too many functions for a table; else NULL */
	kv_file *kept;		  /* holds what the other members point to; NULL: @made does */
	GBytes *made;
	const entry *entries;
	uint32_t entry_count;
	const char *names;
	uint32_t names_size;
};

/* What one of two threads does: every second file. */
typedef struct {
	const GArray *files;   /* (element-type kv_module_file), by name of the module */
	const uint32_t *names; /* offset of the name of each */
	const char *root;      /* path of the tree */
	guint first;
	GArray *entries; /* those found */
} share;

static entry entry_of(const char *symbol, uint32_t name)
{
	uint32_t hash = (uint32_t)XXH3_64bits(symbol, strlen(symbol));

	return (entry)hash << 32 | name;
}

static void read_functions(const char *path, uint32_t name, GArray *entries)
{
	g_autoptr(kv_file) file = kv_file_open(path, NULL);
	g_autoptr(kv_elf) elf = file ? kv_elf_open(file, NULL) : NULL;
	kv_elf_symbol symbol;

	for (uint32_t i = 1; elf && i < kv_elf_symbol_count(elf) && entries->len <= ENTRIES_MAX;
	     i++) {
		entry found;

		if (!kv_elf_symbol_at(elf, i, &symbol) || symbol.type != STT_FUNC ||
		    symbol.section == SHN_UNDEF)
			continue;
		found = entry_of(symbol.name, name);
		g_array_append_val(entries, found);
	}
}

static gpointer read_files(gpointer data)
{
	const share *part = data;

	for (guint i = part->first; i < part->files->len; i += 2) {
		const kv_module_file *file = &g_array_index(part->files, kv_module_file, i);
		g_autofree char *path = NULL;

		if (!file->path)
			continue;
		path = file->found ? g_strdup(file->found)
				   : g_build_filename(part->root, file->path, NULL);
		read_functions(path, part->names[i], part->entries);
	}
	return NULL;
}

static gint compare_modules(gconstpointer a, gconstpointer b)
{
	const kv_module_file *left = a, *right = b;

	return strcmp(left->module, right->module);
}

static int compare_entries(const void *a, const void *b)
{
	entry left = *(const entry *)a, right = *(const entry *)b;

	return left < right ? -1 : left > right;
}

/* The entries of all @files of the tree at @root, in order; @names holds where their names are. */
static GArray *collect_entries(const GArray *files, const uint32_t *names, const char *root)
{
	g_autoptr(GArray) second = g_array_new(FALSE, FALSE, sizeof(entry));
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(entry));
	share shares[] = {{files, names, root, 0, entries}, {files, names, root, 1, second}};

	kv_run_both(read_files, shares, sizeof(*shares));
	g_array_append_vals(entries, second->data, second->len);
	qsort(entries->data, entries->len, sizeof(entry), compare_entries);
	return entries;
}

/* The table of @files of the tree at @root, which are sorted; NULL when it would be too large. */
static GBytes *make(GArray *files, const char *root, uint64_t state)
{
	g_autofree uint32_t *offsets = g_new(uint32_t, files->len);
	g_autoptr(GByteArray) names = g_byte_array_new();
	g_autoptr(GArray) entries = NULL;
	GByteArray *bytes;
	header head = {
		.byte_order = BYTE_ORDER_MARK,
		.version = KV_INDEX_VERSION,
		.state = state,
	};

	g_array_sort(files, compare_modules);
	for (guint i = 0; i < files->len; i++) {
		const char *module = g_array_index(files, kv_module_file, i).module;

		offsets[i] = names->len;
		g_byte_array_append(names, (const guint8 *)module, (guint)strlen(module) + 1);
	}
	entries = collect_entries(files, offsets, root);
	if (entries->len > ENTRIES_MAX)
		return NULL;

	bytes = g_byte_array_new();
	memcpy(head.magic, MAGIC, sizeof(head.magic));
	head.entry_count = entries->len;
	head.names_size = names->len;
	g_byte_array_append(bytes, (const guint8 *)&head, sizeof(head));
	g_byte_array_append(bytes, (const guint8 *)entries->data,
			    (guint)(entries->len * sizeof(entry)));
	g_byte_array_append(bytes, names->data, names->len);
	((header *)(void *)bytes->data)->checksum =
		XXH3_64bits(bytes->data + CHECKED_FROM, bytes->len - CHECKED_FROM);
	return g_byte_array_free_to_bytes(bytes);
}

/* Whether the @size bytes at @data are a table that was made of files in @state. */
static bool is_sound(const uint8_t *data, size_t size, uint64_t state)
{
	const header *head = (const void *)data;

	return size >= sizeof(*head) && memcmp(head->magic, MAGIC, sizeof(head->magic)) == 0 &&
	       head->byte_order == BYTE_ORDER_MARK && head->version == KV_INDEX_VERSION &&
	       head->state == state &&
	       sizeof(*head) + head->entry_count * sizeof(entry) + head->names_size == size &&
	       (head->names_size == 0 || data[size - 1] == '\0') &&
	       head->checksum == XXH3_64bits(data + CHECKED_FROM, size - CHECKED_FROM);
}

static void use(kv_module_functions *functions, const uint8_t *data)
{
	const header *head = (const void *)data;

	functions->entries = (const void *)(data + sizeof(*head));
	functions->entry_count = head->entry_count;
	functions->names = (const char *)(functions->entries + head->entry_count);
	functions->names_size = head->names_size;
}

char *kv_module_functions_path(const kv_module_tree *tree, const char *cache_dir)
{
	g_autofree char *folder = kv_cache_folder(cache_dir);
	g_autofree char *path = g_canonicalize_filename(kv_module_tree_path(tree), NULL);
	g_autofree char *name = g_strdup_printf("modules-%016" G_GINT64_MODIFIER "x.kvn",
						(guint64)XXH3_64bits(path, strlen(path)));

	return g_build_filename(folder, name, NULL);
}

kv_module_functions *kv_module_functions_new(kv_module_tree *tree, const char *cache_dir)
{
	kv_module_functions *functions = g_new0(kv_module_functions, 1);
	g_autoptr(GArray) files = kv_module_files_of(tree);
	uint64_t state = kv_module_files_state(files);
	g_autofree char *path = NULL;

	if (files->len == 0)
		return functions;
	path = kv_module_functions_path(tree, cache_dir);
	functions->kept = kv_file_open(path, NULL);
	if (functions->kept &&
	    is_sound(kv_file_data(functions->kept), kv_file_size(functions->kept), state)) {
		use(functions, kv_file_data(functions->kept));
		return functions;
	}
	g_clear_pointer(&functions->kept, kv_file_unref);
	functions->made = make(files, kv_module_tree_path(tree), state);
	if (!functions->made) {
		functions->searched = tree;
		return functions;
	}
	use(functions, g_bytes_get_data(functions->made, NULL));
	/* What cannot be kept is made again next time. */
	kv_cache_keep(path, functions->made, NULL);
	return functions;
}

void kv_module_functions_free(kv_module_functions *functions)
{
	if (!functions)
		return;
	kv_file_unref(functions->kept);
	g_clear_pointer(&functions->made, g_bytes_unref);
	g_free(functions);
}

static void append_all(kv_module_tree *tree, GPtrArray *modules)
{
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, kv_module_tree_names(tree));
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(modules, g_strdup(name));
}

void kv_module_functions_find(const kv_module_functions *functions, const char *symbol,
			      GPtrArray *modules)
{
	entry first = entry_of(symbol, 0), last = entry_of(symbol, UINT32_MAX);
	uint32_t low = KV_FIRST_NOT(0, functions->entry_count, at, functions->entries[at] < first);

	if (functions->searched)
		append_all(functions->searched, modules);
	for (; low < functions->entry_count && functions->entries[low] <= last; low++) {
		uint32_t name = (uint32_t)functions->entries[low];

		if (name < functions->names_size)
			g_ptr_array_add(modules, g_strdup(functions->names + name));
	}
}
