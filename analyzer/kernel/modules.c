/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/modules.h"

#include <elf.h>
#include <string.h>

#include "base/file.h"
#include "base/names.h"
#include "elf/elf.h"
#include "indexer/image.h"
#include "kernel/module_files.h"
#include "kernel/module_functions.h"
#include "kernel/module_tree.h"

struct kv_modules {
	kv_module_tree *user; /* or NULL */
	GPtrArray *installed; /* (element-type kv_module_tree) */
	GPtrArray *debug;     /* (element-type kv_module_tree) */
	GPtrArray *names;     /* NULL until asked for */
	GPtrArray *functions; /* (element-type kv_module_functions); NULL until asked for */
};

/* One file that may be the module. */
typedef struct {
	char *path;
	char *build_id; /* NULL when it has none */
	kv_image_content content;
} module_file;

static void module_file_free(module_file *file)
{
	if (!file)
		return;
	g_free(file->path);
	g_free(file->build_id);
	g_free(file);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(module_file, module_file_free)

static GPtrArray *trees_new(const GPtrArray *paths, kv_module_tree_kind kind)
{
	GPtrArray *trees = g_ptr_array_new_with_free_func((GDestroyNotify)kv_module_tree_free);

	for (guint i = 0; i < paths->len; i++)
		g_ptr_array_add(trees, kv_module_tree_new(g_ptr_array_index(paths, i), kind));
	return trees;
}

kv_modules *kv_modules_new(const kv_kernel_files *files, const char *user_dir)
{
	kv_modules *modules = g_new0(kv_modules, 1);

	if (user_dir)
		modules->user = kv_module_tree_new(user_dir, KV_MODULE_TREE_SEARCHED);
	modules->installed = trees_new(files->module_trees, KV_MODULE_TREE_LISTED);
	modules->debug = trees_new(files->debug_trees, KV_MODULE_TREE_SEARCHED);
	return modules;
}

void kv_modules_free(kv_modules *modules)
{
	if (!modules)
		return;
	kv_module_tree_free(modules->user);
	g_ptr_array_unref(modules->installed);
	g_ptr_array_unref(modules->debug);
	g_clear_pointer(&modules->names, g_ptr_array_unref);
	g_clear_pointer(&modules->functions, g_ptr_array_unref);
	g_free(modules);
}

bool kv_modules_has_tree(kv_modules *modules)
{
	for (guint i = 0; i < modules->installed->len; i++) {
		if (kv_module_tree_has_modules(g_ptr_array_index(modules->installed, i)))
			return true;
	}
	return false;
}

static void add_names(GHashTable *names, kv_module_tree *tree)
{
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, kv_module_tree_names(tree));
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_hash_table_add(names, name);
}

const GPtrArray *kv_modules_names(kv_modules *modules)
{
	g_autoptr(GHashTable) names = NULL;
	GHashTableIter iter;
	gpointer name;

	if (modules->names)
		return modules->names;
	names = g_hash_table_new(g_str_hash, g_str_equal);
	if (modules->user)
		add_names(names, modules->user);
	for (guint i = 0; i < modules->installed->len; i++)
		add_names(names, g_ptr_array_index(modules->installed, i));
	/* The debug tree mirrors the kernel's own, and has to be searched. */
	for (guint i = 0; i < modules->debug->len && !kv_modules_has_tree(modules); i++)
		add_names(names, g_ptr_array_index(modules->debug, i));

	modules->names = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_iter_init(&iter, names);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(modules->names, g_strdup(name));
	kv_names_sort(modules->names);
	return modules->names;
}

static bool is_known(kv_modules *modules, const char *module)
{
	return kv_names_contain(kv_modules_names(modules), module);
}

/*
 * Looks into the file at @path. NULL when it is another module than @module, or when it cannot be
 * read, which @problem (free with g_free()) then tells.
 */
static module_file *module_file_read(const char *path, const char *module, char **problem)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) bytes = kv_file_open(path, &error);
	g_autoptr(kv_elf) elf = bytes ? kv_elf_open(bytes, &error) : NULL;
	const char *name = elf ? kv_elf_modinfo(elf, "name") : NULL;
	module_file *file;

	if (!elf && !*problem)
		*problem = g_strdup(error->message);
	/* Since 4.17 a module says what it is called, whatever its file is called. */
	if (!elf || (name && strcmp(name, module) != 0))
		return NULL;
	file = g_new0(module_file, 1);
	file->path = g_strdup(path);
	file->build_id = kv_elf_build_id(elf);
	file->content = kv_image_content_of(elf);
	return file;
}

static bool same_build(const module_file *left, const module_file *right)
{
	return left->build_id && right->build_id && strcmp(left->build_id, right->build_id) == 0;
}

/*
 * The file of @module in @tree that tells most, the first of equal ones; NULL when there is none.
 */
static module_file *best_file(const GPtrArray *paths, const char *module, GPtrArray *warnings,
			      char **problem)
{
	g_autoptr(module_file) best = NULL;
	bool one_build = true;

	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(module_file) file =
			module_file_read(g_ptr_array_index(paths, i), module, problem);

		if (!file)
			continue;
		if (best && !same_build(best, file))
			one_build = false;
		if (!best || file->content > best->content) {
			module_file_free(best);
			best = g_steal_pointer(&file);
		}
	}
	if (!one_build)
		g_ptr_array_add(
			warnings,
			g_strdup_printf(
				"there are several different modules %s, as %s; %s is taken",
				module, (const char *)g_ptr_array_index(paths, 0), best->path));
	return g_steal_pointer(&best);
}

static module_file *best_in_tree(kv_module_tree *tree, const char *module, GPtrArray *warnings,
				 char **problem)
{
	g_autoptr(GPtrArray) paths = kv_module_tree_files(tree, module);

	return best_file(paths, module, warnings, problem);
}

static module_file *best_of_trees(const GPtrArray *trees, const char *module, GPtrArray *warnings,
				  char **problem)
{
	for (guint i = 0; i < trees->len; i++) {
		module_file *file =
			best_in_tree(g_ptr_array_index(trees, i), module, warnings, problem);

		if (file)
			return file;
	}
	return NULL;
}

/* The file in the debug trees that stands where @loaded stands in the kernel's own; or NULL. */
static module_file *mirrored_file(kv_modules *modules, const module_file *loaded,
				  const char *module, GPtrArray *warnings, char **problem)
{
	const char *relative = NULL;

	for (guint i = 0; i < modules->installed->len && !relative; i++) {
		const char *tree = kv_module_tree_path(g_ptr_array_index(modules->installed, i));

		if (g_str_has_prefix(loaded->path, tree) && loaded->path[strlen(tree)] == '/')
			relative = loaded->path + strlen(tree) + 1;
	}
	for (guint i = 0; relative && i < modules->debug->len; i++) {
		g_autoptr(GPtrArray) paths =
			kv_module_tree_mirrored(g_ptr_array_index(modules->debug, i), relative);
		module_file *file = best_file(paths, module, warnings, problem);

		if (file)
			return file;
	}
	return NULL;
}

/*
 * The file of @module with debug information; NULL when there is none. Where the kernel's own tree
 * is, modules that it does not have are not searched for.
 */
static module_file *debug_file(kv_modules *modules, const module_file *loaded, const char *module,
			       GPtrArray *warnings, char **problem)
{
	module_file *file =
		loaded ? mirrored_file(modules, loaded, module, warnings, problem) : NULL;

	if (file || (!loaded && kv_modules_has_tree(modules) && !is_known(modules, module)))
		return file;
	return best_of_trees(modules->debug, module, warnings, problem);
}

/* The file among @paths from which the debug information in @debug was split off, or NULL. */
static module_file *code_among(const GPtrArray *paths, const char *module, const module_file *debug)
{
	g_autofree char *problem = NULL;

	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(module_file) file =
			module_file_read(g_ptr_array_index(paths, i), module, &problem);

		if (file && file->content == KV_IMAGE_SYMBOLS && same_build(file, debug))
			return g_steal_pointer(&file);
	}
	return NULL;
}

/* The same in the user's folder, then in the kernel's trees. */
static module_file *code_of(kv_modules *modules, const char *module, const module_file *debug)
{
	g_autoptr(GPtrArray) own =
		modules->user ? kv_module_tree_files(modules->user, module) : NULL;
	module_file *code = own ? code_among(own, module, debug) : NULL;

	for (guint i = 0; i < modules->installed->len && !code; i++) {
		g_autoptr(GPtrArray) paths =
			kv_module_tree_files(g_ptr_array_index(modules->installed, i), module);

		code = code_among(paths, module, debug);
	}
	return code;
}

/*
 * Which of the loaded module and its file with debug information to read; @half gets the path of
 * the latter if both are to be read.
 */
static module_file *choose(module_file *loaded, module_file *debug, GPtrArray *warnings,
			   char **half)
{
	if (!loaded || !debug)
		return loaded ? loaded : debug;
	if (!same_build(loaded, debug)) {
		g_ptr_array_add(
			warnings,
			g_strdup_printf("%s and %s are not of one build (build-ids %s and %s): the "
					"debug information is not used",
					loaded->path, debug->path,
					loaded->build_id ? loaded->build_id : "none",
					debug->build_id ? debug->build_id : "none"));
		return loaded;
	}
	if (debug->content == KV_IMAGE_DEBUG_ONLY) {
		*half = g_strdup(debug->path);
		return loaded;
	}
	return debug->content > loaded->content ? debug : loaded;
}

/* The folders that were searched, for a message. */
static char *searched_folders(const kv_modules *modules)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (modules->user)
		g_string_append(text, kv_module_tree_path(modules->user));
	for (guint i = 0; i < modules->installed->len; i++)
		g_string_append_printf(
			text, "%s%s", text->len ? ", " : "",
			kv_module_tree_path(g_ptr_array_index(modules->installed, i)));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void explain_absence(kv_modules *modules, const char *module, const char *problem,
			    char **reason, char **supply)
{
	g_autofree char *folders = searched_folders(modules);

	if (problem)
		*reason = g_strdup(problem);
	else if (is_known(modules, module))
		*reason = g_strdup_printf("module %s is listed in %s, but its file is not there",
					  module, folders);
	else if (*folders)
		*reason = g_strdup_printf("no file of module %s in %s", module, folders);
	else
		*reason = g_strdup_printf("no file of module %s: the modules of this kernel were "
					  "not found",
					  module);
	*supply = g_strdup_printf("give the folder that holds %s.ko, unstripped if there is such a "
				  "file, with --modules",
				  module);
}

char *kv_modules_find(kv_modules *modules, const char *module, GPtrArray *warnings, char **half,
		      char **reason, char **supply)
{
	g_autoptr(module_file) loaded = NULL, debug = NULL;
	g_autofree char *problem = NULL;
	const module_file *file;

	/* KBUILD_MODNAME (scripts/Makefile.lib) has '_' for '-'; and searching takes long. */
	if (strpbrk(module, "-/")) {
		*reason = g_strdup_printf("no module can be called %s", module);
		*supply = g_strdup("name the object as /proc/modules does, with '_' for '-'");
		return NULL;
	}
	if (modules->user)
		loaded = best_in_tree(modules->user, module, warnings, &problem);
	if (!loaded)
		loaded = best_of_trees(modules->installed, module, warnings, &problem);
	if (loaded && loaded->content == KV_IMAGE_DEBUG_ONLY) {
		debug = g_steal_pointer(&loaded);
		loaded = code_of(modules, module, debug);
	} else if (!loaded || loaded->content != KV_IMAGE_FULL) {
		debug = debug_file(modules, loaded, module, warnings, &problem);
	}

	file = choose(loaded, debug, warnings, half);
	if (!file) {
		explain_absence(modules, module, problem, reason, supply);
		return NULL;
	}
	return g_strdup(file->path);
}

static bool file_defines(const char *path, const char *symbol)
{
	g_autoptr(kv_file) file = kv_module_is_slow_to_open(path) ? NULL : kv_file_open(path, NULL);
	g_autoptr(kv_elf) elf = file ? kv_elf_open(file, NULL) : NULL;
	kv_elf_symbol found;

	return elf && kv_elf_symbol_named(elf, symbol, &found) && found.type == STT_FUNC;
}

static bool tree_defines(kv_module_tree *tree, const char *module, const char *symbol)
{
	g_autoptr(GPtrArray) paths = kv_module_tree_files(tree, module);

	return paths->len > 0 && file_defines(g_ptr_array_index(paths, 0), symbol);
}

static bool any_tree_defines(kv_modules *modules, const char *module, const char *symbol)
{
	if (modules->user && tree_defines(modules->user, module, symbol))
		return true;
	for (guint i = 0; i < modules->installed->len; i++) {
		if (tree_defines(g_ptr_array_index(modules->installed, i), module, symbol))
			return true;
	}
	return false;
}

/* The tables of the user's folder and of the kernel's trees. */
static const GPtrArray *function_tables(kv_modules *modules, const char *cache_dir)
{
	if (modules->functions)
		return modules->functions;
	modules->functions =
		g_ptr_array_new_with_free_func((GDestroyNotify)kv_module_functions_free);
	if (modules->user)
		g_ptr_array_add(modules->functions,
				kv_module_functions_new(modules->user, cache_dir));
	for (guint i = 0; i < modules->installed->len; i++)
		g_ptr_array_add(modules->functions,
				kv_module_functions_new(g_ptr_array_index(modules->installed, i),
							cache_dir));
	return modules->functions;
}

GPtrArray *kv_modules_defining(kv_modules *modules, const char *cache_dir, const char *symbol,
			       guint max)
{
	const GPtrArray *tables = function_tables(modules, cache_dir);
	g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *defining = g_ptr_array_new_with_free_func(g_free);
	const char *previous = NULL;

	for (guint i = 0; i < tables->len; i++)
		kv_module_functions_find(g_ptr_array_index(tables, i), symbol, candidates);
	kv_names_sort(candidates);
	for (guint i = 0; i < candidates->len && defining->len < max; i++) {
		const char *module = g_ptr_array_index(candidates, i);

		if (g_strcmp0(module, previous) != 0 && any_tree_defines(modules, module, symbol))
			g_ptr_array_add(defining, g_strdup(module));
		previous = module;
	}
	return defining;
}

bool kv_modules_passed_over(kv_modules *modules)
{
	const GPtrArray *names = kv_modules_names(modules);

	/* Whoever packs modules packs all of a tree. */
	for (guint i = 0; i < modules->installed->len && names->len > 0; i++) {
		g_autoptr(GPtrArray) paths = kv_module_tree_files(
			g_ptr_array_index(modules->installed, i), g_ptr_array_index(names, 0));

		if (paths->len > 0 && kv_module_is_slow_to_open(g_ptr_array_index(paths, 0)))
			return true;
	}
	return false;
}
