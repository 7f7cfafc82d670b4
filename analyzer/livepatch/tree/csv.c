/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/error.h"
#include "kernel/lines.h"
#include "livepatch/tree/condition.h"
#include "livepatch/module/reader.h"
#include "livepatch/tree/conditional.h"
#include "livepatch/tree/parts.h"

/*
 * patched_funcs.csv of SUSE's kernel-livepatch: OBJECT FUNCTION[,POSITION] REPLACEMENT [CONDITION],
 * separated by blanks, the condition up to the end of the line; empty lines are skipped and there
 * are no comments (scripts/register-patches.sh).
 */

typedef struct {
	const kv_kernel *kernel;
	kv_livepatch *livepatch;
	GHashTable *objects; /* name -> its kv_lp_object */
	const char *file;    /* as reports call it */
	uint32_t line;
} reading;

static gboolean fail(const reading *at, GError **error, const char *message)
{
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s:%u: %s", at->file, at->line, message);
	return FALSE;
}

/* Takes the next word of *@text, NULL at its end; g_free(). */
static char *take_word(char **text)
{
	char *word = *text + strspn(*text, " \t");
	size_t length = strcspn(word, " \t");

	*text = word + length;
	return length > 0 ? g_strndup(word, length) : NULL;
}

/* Splits ",POSITION" off @name. */
static gboolean take_position(const reading *at, char *name, uint64_t *position, GError **error)
{
	char *comma = strrchr(name, ',');

	*position = 0;
	if (!comma)
		return TRUE;
	*comma = '\0';
	if (!g_ascii_string_to_unsigned(comma + 1, 10, 0, UINT32_MAX, position, NULL))
		return fail(at, error, "expected a number behind the comma: FUNCTION,POSITION");
	return TRUE;
}

static void add_undecided(const reading *at, const char *function, const char *condition,
			  const char *unknown)
{
	g_autofree char *what = g_strdup_printf("%s:%u: function %s", at->file, at->line, function);
	g_autofree char *reason = g_strdup_printf("whether it is patched depends on \"%s\", and %s "
						  "is not known",
						  condition, unknown ? unknown : "that");

	kv_livepatch_add_gap(at->livepatch, what, reason,
			     unknown && g_str_has_prefix(unknown, "CONFIG_")
				     ? "give the configuration of the kernel with --config"
				     : "write the condition with options of the configuration, or "
				       "check the module that is built");
}

/* The object called @name, vmlinux included. */
static kv_lp_object *object_named(const reading *at, const char *name)
{
	bool module = strcmp(name, "vmlinux") != 0;
	kv_lp_object *object = g_hash_table_lookup(at->objects, name);

	if (object)
		return object;
	object = kv_livepatch_add_object(at->livepatch, module ? name : NULL);
	object->has_funcs = KV_YES;
	object->funcs_ended = KV_YES;
	g_hash_table_insert(at->objects, g_strdup(name), object);
	return object;
}

static void add_function(const reading *at, const char *object, const char *name, uint64_t position,
			 const char *replacement)
{
	kv_lp_function *function = kv_lp_object_add_function(object_named(at, object), name);

	function->sympos = position;
	function->has_new = KV_YES;
	function->new_name = g_strdup(replacement);
	function->place = kv_livepatch_place(at->livepatch, at->file, at->line);
}

/* Names that a macro makes, such as KLP_SYSCALL_SYM(x). */
static void add_macro(const reading *at, const char *name)
{
	g_autofree char *what = g_strdup_printf("%s:%u: %s", at->file, at->line, name);

	kv_livepatch_add_gap(at->livepatch, what, "a macro makes the name of the function",
			     "write the name as the kernel has it, or check the module that is "
			     "built");
}

static gboolean read_line(const reading *at, char *text, GError **error)
{
	g_autofree char *object = take_word(&text), *name = take_word(&text);
	g_autofree char *replacement = take_word(&text), *unknown = NULL;
	g_autoptr(GError) problem = NULL;
	kv_fact active = KV_YES;
	uint64_t position;

	if (!object)
		return TRUE;
	if (!replacement)
		return fail(at, error,
			    "expected OBJECT FUNCTION[,POSITION] REPLACEMENT [CONDITION]");
	if (!take_position(at, name, &position, error))
		return FALSE;
	text += strspn(text, " \t");
	if (text[0])
		active = kv_condition_evaluate(text, kv_conditional_option, at->kernel, &unknown,
					       &problem);
	if (problem)
		return fail(at, error, problem->message);
	if (active == KV_UNKNOWN)
		add_undecided(at, name, text, unknown);
	else if (active == KV_YES && strchr(name, '('))
		add_macro(at, name);
	else if (active == KV_YES)
		add_function(at, object, name, position, replacement);
	return TRUE;
}

static gboolean read_lines(reading *at, const kv_file *file, GError **error)
{
	kv_lines lines = kv_lines_of(file);
	const char *line;
	size_t length;

	while (kv_lines_take(&lines, &line, &length)) {
		g_autofree char *text = NULL;

		if (++at->line > KV_READER_ENTRIES_MAX)
			return fail(at, error, "more lines than klpvet reads");
		if (memchr(line, '\0', length))
			return fail(at, error, "a byte that is zero: this is no text");
		if (length > 0 && line[length - 1] == '\r')
			length--;
		text = g_strndup(line, length);
		if (!read_line(at, text, error))
			return FALSE;
	}
	return TRUE;
}

/* The objects and functions that the patched_funcs.csv of @parts lists. */
static kv_livepatch *read_list(const kv_tree *tree, const kv_tree_livepatch *parts,
			       const kv_kernel *kernel, GError **error)
{
	g_autofree char *csv = kv_tree_join(parts->folder, KV_TREE_LIST);
	g_autofree char *path = kv_tree_path(tree, csv);
	g_autoptr(kv_file) file = kv_tree_file(tree, csv, error);
	g_autoptr(kv_livepatch) livepatch = kv_livepatch_new(parts->path);
	g_autoptr(GHashTable) objects =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reading at = {.kernel = kernel, .livepatch = livepatch, .objects = objects, .file = path};

	if (!file)
		return NULL;
	/* The first one that is generated. */
	object_named(&at, "vmlinux");
	if (!read_lines(&at, file, error))
		return NULL;
	/* The function that the generator adds to vmlinux is not seen. */
	if (((kv_lp_object *)livepatch->objects->pdata[0])->functions->len == 0)
		g_ptr_array_remove_index(livepatch->objects, 0);
	return g_steal_pointer(&livepatch);
}

/* Adds the other livepatches that the scripts put into the same module as @parts. */
static void add_companions(const kv_tree *tree, const kv_tree_livepatch *parts,
			   const kv_kernel *kernel, kv_livepatch *livepatch)
{
	g_autofree char *template = kv_tree_template(tree, parts->folder);

	for (guint i = 0; template && i < tree->livepatches->len; i++) {
		const kv_tree_livepatch *other = g_ptr_array_index(tree->livepatches, i);
		g_autofree char *its = other->listed ? kv_tree_template(tree, other->folder) : NULL;
		kv_livepatch *companion;

		if (other == parts || g_strcmp0(its, template) != 0)
			continue;
		/* What is wrong with the other list is said when that one is checked. */
		companion = read_list(tree, other, kernel, NULL);
		if (companion)
			g_ptr_array_add(livepatch->companions, companion);
	}
}

kv_livepatch *kv_tree_read_listed(const kv_tree *tree, const kv_tree_livepatch *parts,
				  const kv_kernel *kernel, GError **error)
{
	g_autoptr(kv_livepatch) livepatch = read_list(tree, parts, kernel, error);

	if (!livepatch)
		return NULL;
	livepatch->kind = KV_LIVEPATCH_LISTED;
	livepatch->module_name = g_strdup(parts->module);
	/* The scripts that generate the module see to these. */
	livepatch->has_mod = KV_YES;
	livepatch->has_objs = KV_YES;
	livepatch->objects_ended = KV_YES;
	if (!kv_tree_read_sources(tree, parts, kernel, livepatch, error) ||
	    !kv_tree_read_template(tree, parts, livepatch, error))
		return NULL;
	add_companions(tree, parts, kernel, livepatch);
	return g_steal_pointer(&livepatch);
}
