/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel_files.h"

#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "base/names.h"
#include "kernel/kallsyms_file.h"
#include "kernel/lines.h"
#include "kernel/places.h"

kv_kernel_files *kv_kernel_files_new(void)
{
	kv_kernel_files *files = g_new0(kv_kernel_files, 1);

	files->roots = g_ptr_array_new_with_free_func(g_free);
	files->module_trees = g_ptr_array_new_with_free_func(g_free);
	files->debug_trees = g_ptr_array_new_with_free_func(g_free);
	return files;
}

void kv_kernel_files_free(kv_kernel_files *files)
{
	if (!files)
		return;
	g_free(files->image);
	g_free(files->half);
	g_free(files->release);
	g_free(files->build_tree);
	g_free(files->config);
	g_free(files->system_map);
	g_free(files->modules_builtin);
	g_ptr_array_unref(files->roots);
	g_ptr_array_unref(files->module_trees);
	g_ptr_array_unref(files->debug_trees);
	g_free(files);
}

char *kv_build_tree_release(const char *tree)
{
	g_autofree char *path = g_build_filename(tree, "include", "config", "kernel.release", NULL);
	g_autoptr(kv_file) file = kv_file_open(path, NULL);
	kv_lines lines;
	const char *line;
	size_t length;

	if (!file)
		return NULL;
	lines = kv_lines_of(file);
	return kv_lines_take(&lines, &line, &length) && length > 0 ? g_strndup(line, length) : NULL;
}

void kv_kernel_files_surround(kv_kernel_files *files, const char *vmlinux)
{
	g_autofree char *root = NULL, *release = NULL;
	g_autofree char *name = g_path_get_basename(vmlinux);
	g_autofree char *folder = g_path_get_dirname(vmlinux);

	if (kv_places_split(vmlinux, &root, &release)) {
		g_ptr_array_add(files->roots, g_steal_pointer(&root));
	} else {
		if (strcmp(name, "vmlinux") == 0) {
			files->build_tree = g_strdup(folder);
			files->release = kv_build_tree_release(folder);
		}
		g_ptr_array_add(files->roots, g_steal_pointer(&folder));
	}
}

static bool is_real_system_map(const char *path)
{
	g_autoptr(kv_file) file = kv_file_open(path, NULL);

	return file && !kv_kallsyms_file_is_stub(file);
}

static bool is_regular(const char *path)
{
	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* Sets @member, unless it is set already, to @folder/@name if that file is @usable. */
static void take_file(char **member, const char *folder, const char *name,
		      bool (*usable)(const char *path))
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	if (!*member && is_regular(path) && usable(path))
		*member = g_steal_pointer(&path);
}

static bool holds_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return is_regular(path);
}

static void find_in_build_tree(kv_kernel_files *files)
{
	take_file(&files->config, files->build_tree, ".config", is_regular);
	take_file(&files->config, files->build_tree, "include/config/auto.conf", is_regular);
	take_file(&files->config, files->build_tree, "config", is_regular);
	take_file(&files->system_map, files->build_tree, "System.map", is_real_system_map);
	take_file(&files->modules_builtin, files->build_tree, "modules.builtin", is_regular);
	/* A folder that merely holds a vmlinux has none, and is not searched to its bottom. */
	if (holds_file(files->build_tree, "modules.order"))
		g_ptr_array_add(files->module_trees, g_strdup(files->build_tree));
}

static void find_below_root(kv_kernel_files *files, const char *root, const char *release)
{
	if (!files->config)
		files->config = kv_places_first(KV_PLACE_CONFIG, root, release, is_regular);
	if (!files->system_map)
		files->system_map =
			kv_places_first(KV_PLACE_SYSTEM_MAP, root, release, is_real_system_map);
	g_ptr_array_extend_and_steal(files->module_trees,
				     kv_places_present(KV_PLACE_MODULES, root, release));
	g_ptr_array_extend_and_steal(files->debug_trees,
				     kv_places_present(KV_PLACE_DEBUG_MODULES, root, release));
}

/*
 * The configuration of the running kernel (CONFIG_IKCONFIG_PROC), when that is the one asked for.
 */
static void find_running_config(kv_kernel_files *files, const char *release)
{
	struct utsname running;

	if (uname(&running) == 0 && strcmp(running.release, release) == 0 &&
	    kv_names_contain(files->roots, "/"))
		take_file(&files->config, "/proc", "config.gz", is_regular);
}

static void find_builtin_list(kv_kernel_files *files, const GPtrArray *trees)
{
	for (guint i = 0; i < trees->len; i++)
		take_file(&files->modules_builtin, g_ptr_array_index(trees, i), "modules.builtin",
			  is_regular);
}

void kv_kernel_files_find(kv_kernel_files *files, const char *release)
{
	if (files->build_tree)
		find_in_build_tree(files);
	if (release) {
		for (guint i = 0; i < files->roots->len; i++)
			find_below_root(files, g_ptr_array_index(files->roots, i), release);
		find_running_config(files, release);
	}
	find_builtin_list(files, files->module_trees);
	find_builtin_list(files, files->debug_trees);
}
