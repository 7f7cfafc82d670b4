/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/error.h"
#include "kernel/lines.h"
#include "livepatch/tree/parts.h"

/*
 * As much of make and kbuild as lists of objects need: assignments, variables and continued lines.
 * Conditionals are passed over: what either branch lists is taken, since one Makefile often serves
 * kbuild and people at once.
 */

enum { EXPANSION_DEPTH_MAX = 8, EXPANSION_SIZE_MAX = 1 << 16 };

typedef struct {
	kv_tree *tree;
	const char *folder;
	GHashTable *variables; /* name -> text */
	GPtrArray *names;      /* (element-type utf8): of the variables, as they first came */
} makefile;

static bool is_option(const char *name)
{
	return g_str_has_prefix(name, "CONFIG_");
}

static void expand_into(const makefile *make, const char *text, unsigned int depth,
			GString *output);

/* Expands the reference at @at, behind the '$'; returns where the text goes on. */
static const char *expand_reference(const makefile *make, const char *at, unsigned int depth,
				    GString *output)
{
	const char *close = *at == '(' ? strchr(at, ')') : *at == '{' ? strchr(at, '}') : NULL;
	g_autofree char *name = NULL;
	const char *value;

	if (!close) {
		g_string_append_c(output, '$');
		return at;
	}
	name = g_strndup(at + 1, (gsize)(close - at - 1));
	value = g_hash_table_lookup(make->variables, name);
	if (value && depth < EXPANSION_DEPTH_MAX)
		expand_into(make, value, depth + 1, output);
	else
		g_string_append_printf(output, "$(%s)", name);
	return close + 1;
}

static void expand_into(const makefile *make, const char *text, unsigned int depth, GString *output)
{
	while (*text && output->len < EXPANSION_SIZE_MAX) {
		if (*text == '$')
			text = expand_reference(make, text + 1, depth, output);
		else
			g_string_append_c(output, *text++);
	}
}

static char *expand(const makefile *make, const char *text)
{
	GString *output = g_string_new(NULL);

	expand_into(make, text, 0, output);
	return g_string_free(output, FALSE);
}

static void assign(makefile *make, const char *name, const char *value, bool append)
{
	const char *known = g_hash_table_lookup(make->variables, name);
	char *text = append && known ? g_strconcat(known, " ", value, NULL) : g_strdup(value);

	if (!known)
		g_ptr_array_add(make->names, g_strdup(name));
	if (strlen(text) > EXPANSION_SIZE_MAX)
		g_free(text);
	else
		g_hash_table_insert(make->variables, g_strdup(name), text);
}

/* NAME = VALUE, with :=, += and ?= as well; anything else is passed over. */
static void read_line(makefile *make, char *line)
{
	char *comment = strchr(line, '#'), *sign;
	g_autofree char *name = NULL;
	bool append = false, weak = false;

	/* A recipe. */
	if (line[0] == '\t')
		return;
	if (comment)
		*comment = '\0';
	sign = strchr(line, '=');
	if (!sign || sign == line)
		return;
	append = sign[-1] == '+';
	weak = sign[-1] == '?';
	*sign = '\0';
	if (strchr(":+?", sign[-1]))
		sign[-1] = '\0';
	name = expand(make, g_strstrip(line));
	if (!name[0] || strpbrk(name, " \t"))
		return;
	/* Which branch of a conditional is taken is not known: objects of both count. */
	append = append || g_str_has_prefix(name, "obj-");
	if (!weak || !g_hash_table_contains(make->variables, name))
		assign(make, name, g_strstrip(sign + 1), append);
}

static void read_lines(makefile *make, const kv_file *file)
{
	kv_lines lines = kv_lines_of(file);
	g_autoptr(GString) logical = g_string_new(NULL);
	const char *line;
	size_t length;

	while (kv_lines_take(&lines, &line, &length)) {
		bool continued = length > 0 && line[length - 1] == '\\';

		if (memchr(line, '\0', length))
			continue;
		g_string_append_len(logical, line, (gssize)(length - continued));
		if (continued) {
			g_string_append_c(logical, ' ');
			continue;
		}
		read_line(make, logical->str);
		g_string_truncate(logical, 0);
	}
	read_line(make, logical->str);
}

/* "x" of "x.o"; NULL for anything else. */
static char *object_stem(const char *word)
{
	if (!g_str_has_suffix(word, ".o") || strchr(word, '$') || g_path_is_absolute(word))
		return NULL;
	return g_strndup(word, strlen(word) - 2);
}

static void note_unread(kv_tree_livepatch *livepatch, const char *word)
{
	if (!livepatch->unread)
		livepatch->unread = g_strdup(word);
}

static void add_members(const makefile *make, kv_tree_livepatch *livepatch, const char *variable,
			const char *option)
{
	const char *text = g_hash_table_lookup(make->variables, variable);
	g_autofree char *expanded = text ? expand(make, text) : g_strdup("");
	g_auto(GStrv) words = g_strsplit_set(expanded, " \t\r", -1);

	for (guint i = 0; words[i]; i++) {
		g_autofree char *stem = object_stem(words[i]);
		g_autofree char *name = stem ? g_strconcat(stem, ".c", NULL) : NULL;
		g_autofree char *path = name ? kv_tree_join(make->folder, name) : NULL;

		if (!words[i][0])
			continue;
		if (path && kv_tree_has(make->tree, make->folder, name))
			kv_tree_livepatch_add_source(livepatch, path, option);
		else
			note_unread(livepatch, words[i]);
	}
}

/* The option in "PREFIX$(CONFIG_X)"; NULL for another variable. */
static char *option_behind(const char *variable, const char *prefix)
{
	const char *rest = variable + strlen(prefix);

	if (!g_str_has_prefix(variable, prefix) || !g_str_has_prefix(rest, "$(") ||
	    !is_option(rest + 2) || !g_str_has_suffix(rest, ")"))
		return NULL;
	return g_strndup(rest + 2, strlen(rest) - 3);
}

static void add_sources(const makefile *make, kv_tree_livepatch *livepatch, const char *stem)
{
	g_autofree char *prefix = g_strconcat(stem, "-", NULL);
	g_autofree char *single = g_strconcat(stem, ".c", NULL);

	for (guint i = 0; i < make->names->len; i++) {
		const char *variable = g_ptr_array_index(make->names, i);
		g_autofree char *option = option_behind(variable, prefix);
		const char *kind =
			g_str_has_prefix(variable, prefix) ? variable + strlen(prefix) : "";

		if (option || strcmp(kind, "objs") == 0 || strcmp(kind, "y") == 0 ||
		    strcmp(kind, "m") == 0)
			add_members(make, livepatch, variable, option);
	}
	if (livepatch->sources->len == 0 && !livepatch->unread) {
		g_autofree char *path = kv_tree_join(make->folder, single);

		if (kv_tree_has(make->tree, make->folder, single))
			kv_tree_livepatch_add_source(livepatch, path, NULL);
	}
}

/* Whether C source of @file uses the livepatch API as a module does that enables itself. */
static bool enables_livepatch(const kv_file *file)
{
	static const char *const signs[] = {"klp_enable_patch", "klp_register_patch",
					    "struct klp_patch", "struct klp_object"};

	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (memmem(kv_file_data(file), kv_file_size(file), signs[i], strlen(signs[i])))
			return true;
	}
	return false;
}

static bool is_livepatch(const kv_tree *tree, const kv_tree_livepatch *livepatch)
{
	for (guint i = 0; i < livepatch->sources->len; i++) {
		const kv_tree_source *source = g_ptr_array_index(livepatch->sources, i);
		g_autoptr(kv_file) file = kv_tree_file(tree, source->path, NULL);

		if (file && enables_livepatch(file))
			return true;
	}
	return false;
}

static void add_modules(makefile *make, const char *variable)
{
	g_autofree char *text = expand(make, g_hash_table_lookup(make->variables, variable));
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r", -1);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; words[i]; i++) {
		g_autofree char *stem = object_stem(words[i]);
		g_autofree char *module = stem ? g_path_get_basename(stem) : NULL;
		kv_tree_livepatch *livepatch;

		if (!module || !g_hash_table_add(seen, words[i]))
			continue;
		livepatch = kv_tree_add(make->tree, make->folder, module);
		add_sources(make, livepatch, stem);
		if (!is_livepatch(make->tree, livepatch))
			g_ptr_array_remove(make->tree->livepatches, livepatch);
	}
}

gboolean kv_tree_add_kbuild(kv_tree *tree, const char *folder, const char *relative, GError **error)
{
	g_autoptr(GHashTable) variables =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	makefile make = {
		.tree = tree,
		.folder = folder,
		.variables = variables,
		.names = names,
	};
	g_autoptr(GError) problem = NULL;
	g_autoptr(kv_file) file = kv_tree_file(tree, relative, &problem);

	if (!file) {
		/* One that is empty builds nothing. */
		if (g_error_matches(problem, KV_ERROR, KV_ERROR_SYSTEM)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
		return TRUE;
	}
	read_lines(&make, file);
	for (guint i = 0; i < names->len; i++) {
		const char *variable = g_ptr_array_index(names, i);
		g_autofree char *option = option_behind(variable, "obj-");

		if (option || strcmp(variable, "obj-m") == 0)
			add_modules(&make, variable);
	}
	return TRUE;
}
