/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/path.h"

#include <string.h>

/*
 * include/linux/compiler_types.h, which every C unit is forced to include, cannot serve: it
 * declares nothing, so that DWARF need not name it.
 */
#define ANCHOR "include/linux/types.h"

/* Removes the last component of @path; false when there is none that could be removed. */
static bool drop_component(GString *path)
{
	const char *slash = strrchr(path->str, '/');
	const char *last = slash ? slash + 1 : path->str;

	if (*last == '\0' || strcmp(last, "..") == 0)
		return false;
	g_string_truncate(path, slash ? (gsize)(slash - path->str) : 0);
	return true;
}

/* Appends the components of @part to the normalised @path, which has no leading slash yet. */
static void append_components(GString *path, const char *part)
{
	while (*part) {
		size_t length = strcspn(part, "/");
		bool parent = length == 2 && memcmp(part, "..", 2) == 0;

		if (length > 0 && !(length == 1 && part[0] == '.') &&
		    !(parent && drop_component(path))) {
			if (path->len > 0)
				g_string_append_c(path, '/');
			g_string_append_len(path, part, (gssize)length);
		}
		part += length + (part[length] == '/');
	}
}

/* The part of @path behind the folder @prefix, or NULL when it does not lie in there. */
static const char *path_below(const char *path, const char *prefix)
{
	size_t length = strlen(prefix);

	if (length == 0 || strncmp(path, prefix, length) != 0 || path[length] != '/')
		return NULL;
	return path + length + 1;
}

/* Joins and normalises; an absolute path keeps its leading slash. */
static void join(const char *compile_dir, const char *directory, const char *name, GString *path)
{
	const char *parts[3];
	size_t count = 0;
	bool absolute;

	/* With prefixes mapped away, both are relative to the source tree already. */
	if (compile_dir[0] == '/' && directory[0] != '/' && name[0] != '/')
		parts[count++] = compile_dir;
	if (name[0] != '/')
		parts[count++] = directory;
	parts[count++] = name;
	absolute = parts[0][0] == '/';

	g_string_truncate(path, 0);
	for (size_t i = 0; i < count; i++)
		append_components(path, parts[i]);
	if (absolute)
		g_string_prepend_c(path, '/');
}

bool kv_source_root_learn(kv_source_root *root, const char *compile_dir, const char *directory,
			  const char *name)
{
	g_autoptr(GString) path = g_string_new(NULL);

	join(compile_dir, directory, name, path);
	if (compile_dir[0] != '/' && strcmp(path->str, ANCHOR) == 0) {
		root->build = g_strdup(compile_dir);
		return true;
	}
	if (path->str[0] != '/' || !g_str_has_suffix(path->str, "/" ANCHOR))
		return false;
	root->absolute = g_strndup(path->str, path->len - strlen("/" ANCHOR));
	return true;
}

void kv_source_root_clear(kv_source_root *root)
{
	g_free(root->absolute);
	g_free(root->build);
	*root = (kv_source_root){0};
}

/*
 * Assembler units keep their absolute folder when prefixes are mapped for C only; the build folder
 * that C units name then tells how much of it is the source tree.
 */
static const char *path_below_unmapped(const kv_source_root *root, const char *compile_dir,
				       const char *path)
{
	g_autofree char *tree = NULL;

	if (!root->build || compile_dir[0] != '/' || !g_str_has_suffix(compile_dir, root->build))
		return NULL;
	tree = g_strndup(compile_dir, strlen(compile_dir) - strlen(root->build));
	if (g_str_has_suffix(tree, "/"))
		tree[strlen(tree) - 1] = '\0';
	return path_below(path, tree);
}

void kv_source_path(const kv_source_root *root, const char *compile_dir, const char *directory,
		    const char *name, GString *path)
{
	const char *below;

	join(compile_dir, directory, name, path);
	/* Generated files stand below the build folder, where the source tree has no such file. */
	below = path_below(path->str, compile_dir);
	if (!below && root->absolute)
		below = path_below(path->str, root->absolute);
	if (!below)
		below = path_below_unmapped(root, compile_dir, path->str);
	if (below)
		g_string_erase(path, 0, below - path->str);
}
