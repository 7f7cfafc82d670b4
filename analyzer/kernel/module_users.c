/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/module_users.h"

#include <elf.h>

#include "base/file.h"
#include "base/names.h"
#include "elf/elf.h"
#include "kernel/lines.h"
#include "kernel/module_tree.h"

/* The modules.dep of a distribution takes half a megabyte. */
#define LIST_SIZE_MAX (UINT64_C(64) << 20)
/* Unpacking takes some 30 ms each. */
#define PACKED_MAX 8

/* Whether a line of modules.dep says that its module needs @module; the name of its own. */
static char *dependent_of(const char *line, size_t length, const char *module)
{
	g_autofree char *text = g_strndup(line, length);
	char *colon = strchr(text, ':');
	g_auto(GStrv) needed = colon ? g_strsplit_set(colon + 1, " \t", -1) : NULL;

	for (guint i = 0; needed && needed[i]; i++) {
		g_autofree char *name = kv_module_name_of(needed[i]);

		if (g_strcmp0(name, module) != 0)
			continue;
		*colon = '\0';
		return kv_module_name_of(text);
	}
	return NULL;
}

/* The modules of the tree at @path that need @module, sorted; NULL when no list tells. */
static GPtrArray *read_dependents(const char *path, const char *module)
{
	g_autofree char *list = g_build_filename(path, "modules.dep", NULL);
	g_autofree char *begin = g_strndup(module, strcspn(module, "_"));
	g_autoptr(kv_file) file = kv_file_open(list, NULL);
	GPtrArray *dependents;
	kv_lines lines;
	const char *line;
	size_t length;

	if (!file || kv_file_size(file) > LIST_SIZE_MAX)
		return NULL;
	dependents = g_ptr_array_new_with_free_func(g_free);
	lines = kv_lines_of(file);
	while (kv_lines_take(&lines, &line, &length)) {
		/* Up to the first '_' a file has the module's name as it is. */
		char *name = memmem(line, length, begin, strlen(begin))
				     ? dependent_of(line, length, module)
				     : NULL;

		if (name && !kv_names_contain(dependents, name))
			g_ptr_array_add(dependents, name);
		else
			g_free(name);
	}
	kv_names_sort(dependents);
	return dependents;
}

static bool refers(const kv_elf *elf, const GPtrArray *symbols)
{
	for (uint32_t i = 1; i < kv_elf_symbol_count(elf); i++) {
		kv_elf_symbol symbol;

		if (kv_elf_symbol_at(elf, i, &symbol) && symbol.section == SHN_UNDEF &&
		    kv_names_contain(symbols, symbol.name))
			return true;
	}
	return false;
}

/* Sorts the module in the file at @path in; @packed counts those that had to be unpacked. */
static void look_into(kv_module_users *users, const char *name, const char *path,
		      const GPtrArray *symbols, guint *packed)
{
	g_autoptr(kv_file) file = NULL;
	g_autoptr(kv_elf) elf = NULL;

	if (path && (g_str_has_suffix(path, ".ko") || (*packed)++ < PACKED_MAX))
		file = kv_file_open(path, NULL);
	elf = file ? kv_elf_open(file, NULL) : NULL;
	if (!elf || kv_elf_symbol_count(elf) < 2) {
		g_ptr_array_add(users->unread, g_strdup(name));
		return;
	}
	users->searched++;
	if (refers(elf, symbols))
		g_ptr_array_add(users->users, g_strdup(name));
}

static void search_tree(kv_module_users *users, const char *path, const GPtrArray *dependents,
			const GPtrArray *symbols)
{
	g_autoptr(kv_module_tree) tree = kv_module_tree_new(path, KV_MODULE_TREE_LISTED);
	guint packed = 0;

	for (guint i = 0; i < dependents->len; i++) {
		const char *name = g_ptr_array_index(dependents, i);
		g_autoptr(GPtrArray) files = kv_module_tree_files(tree, name);

		look_into(users, name, files->len > 0 ? files->pdata[0] : NULL, symbols, &packed);
	}
}

kv_module_users *kv_module_users_new(const kv_kernel_files *files, const char *module,
				     const GPtrArray *symbols)
{
	kv_module_users *users = g_new0(kv_module_users, 1);

	users->unknown = "there is no modules.dep beside the kernel's modules";
	users->users = g_ptr_array_new_with_free_func(g_free);
	users->unread = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; files && i < files->module_trees->len && users->unknown; i++) {
		const char *path = g_ptr_array_index(files->module_trees, i);
		g_autoptr(GPtrArray) dependents = read_dependents(path, module);

		if (!dependents)
			continue;
		users->unknown = NULL;
		search_tree(users, path, dependents, symbols);
	}
	return users;
}

void kv_module_users_free(kv_module_users *users)
{
	if (!users)
		return;

	g_ptr_array_unref(users->users);
	g_ptr_array_unref(users->unread);
	g_free(users);
}
