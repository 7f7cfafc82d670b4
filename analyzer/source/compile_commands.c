/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "source/folder.h"

/* That of a whole kernel has some 10 MB. */
enum { DATABASE_MAX = 256 << 20 };

static char **fail(const char *database, const char *reason, GError **error)
{
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s: %s; expected a list of {\"directory\", \"file\", \"command\" or "
		    "\"arguments\"}",
		    database, reason);
	return NULL;
}

static const char *string_of(const json_t *entry, const char *key)
{
	return json_string_value(json_object_get(entry, key));
}

/* Whether @entry is about @path, a real path. */
static gboolean is_about(const json_t *entry, const char *path)
{
	const char *file = string_of(entry, "file"), *directory = string_of(entry, "directory");
	g_autofree char *name = NULL, *real = NULL;

	if (!file || !directory || !g_str_has_suffix(file, strrchr(path, '/') + 1))
		return FALSE;
	name = g_canonicalize_filename(file, directory[0] == '/' ? directory : "/");
	real = realpath(name, NULL);
	return g_strcmp0(real ? real : name, path) == 0;
}

/* The words of "arguments", else of "command"; NULL when there are none. */
static char **words_of(const json_t *entry)
{
	const json_t *list = json_object_get(entry, "arguments");
	const char *command = string_of(entry, "command");
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	char **split = NULL;
	const json_t *word;
	size_t i;

	if (!json_is_array(list))
		return command && g_shell_parse_argv(command, NULL, &split, NULL) ? split : NULL;
	json_array_foreach(list, i, word)
	{
		if (!json_is_string(word))
			return NULL;
		g_ptr_array_add(words, g_strdup(json_string_value(word)));
	}
	g_ptr_array_add(words, NULL);
	return g_strdupv((char **)words->pdata);
}

/* Without the compiler and the file's own name. */
static char **arguments_of(char **words, const char *file)
{
	g_autoptr(GPtrArray) kept = g_ptr_array_new();

	for (guint i = 1; words[0] && words[i]; i++) {
		if (strcmp(words[i], file) != 0 && strcmp(words[i], "-c") != 0)
			g_ptr_array_add(kept, words[i]);
	}
	g_ptr_array_add(kept, NULL);
	return g_strdupv((char **)kept->pdata);
}

static char **find_in(const json_t *list, const char *database, const char *path, char **directory,
		      GError **error)
{
	g_autofree char *real = realpath(path, NULL);
	g_auto(GStrv) words = NULL;
	const json_t *entry;
	size_t i;

	if (!json_is_array(list))
		return fail(database, "is no list", error);
	json_array_foreach(list, i, entry)
	{
		if (!real || !is_about(entry, real))
			continue;
		words = words_of(entry);
		if (!words)
			return fail(database, "the entry of this file has no command", error);
		*directory = g_strdup(string_of(entry, "directory"));
		return arguments_of(words, string_of(entry, "file"));
	}
	return NULL;
}

char **kv_compile_commands_find(const char *database, const char *path, char **directory,
				GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) failure = NULL;
	json_error_t damage;
	json_t *list;
	char **arguments;
	gsize size;

	if (!g_file_get_contents(database, &text, &size, &failure) || size > DATABASE_MAX)
		return fail(database, failure ? failure->message : "is too large", error);
	list = json_loadb(text, size, 0, &damage);
	if (!list) {
		g_autofree char *reason = g_strdup_printf("is no JSON (line %d)", damage.line);

		return fail(database, reason, error);
	}
	arguments = find_in(list, database, path, directory, error);
	json_decref(list);
	return arguments;
}
