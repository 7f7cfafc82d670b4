/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "livepatch/model/allowance.h"
#include "livepatch/module/reader.h"
#include "livepatch/tree/conditional.h"
#include "livepatch/tree/parts.h"

/*
 * What C source tells without being compiled: where functions are defined, the symbols that are
 * declared with KLP_RELOC_SYMBOL() (resolved by klp-convert when the module is built) and those of
 * tables of struct klp_kallsyms_reloc (resolved by the module itself).
 */

/* One C file that is being read. */
typedef struct {
	kv_livepatch *livepatch;
	kv_c_text text;
	kv_conditional *conditional;
	const char *file;   /* as reports call it */
	GHashTable *wanted; /* name of a replacement -> GPtrArray of its kv_lp_function */
} reading;

/* The next token outside of directives, which are taken on the way. */
static kv_c_token next(reading *at)
{
	for (;;) {
		kv_c_token token = kv_c_text_next_code(&at->text);

		if (token.kind == KV_C_END || !token.directive)
			return token;
		if (token.begins_line)
			kv_conditional_take(at->conditional, &at->text, &token);
	}
}

static bool is_mark(const kv_c_token *token, char mark)
{
	return token->kind == KV_C_MARK && *token->text == mark;
}

static kv_c_place place_of(const reading *at, const kv_c_token *token)
{
	return kv_livepatch_place(at->livepatch, at->file, token->line);
}

/* The text of a token: of a string what is between its quotes; g_free(). */
static char *token_text(const kv_c_token *token)
{
	if (token->kind == KV_C_STRING && token->length >= 2)
		return g_strndup(token->text + 1, token->length - 2);
	return g_strndup(token->text, token->length);
}

/*
 * One comma separated part of a list in brackets, reduced to what tables and declarations hold: the
 * member that it initialises and its last token that is a name or a constant.
 */
typedef struct {
	kv_c_token member, value;
} part;

enum { PARTS_MAX = 8 };

/*
 * Takes a list up to the bracket that closes it; @open has been taken. Returns how many parts it
 * has, of which the first PARTS_MAX are in @parts.
 */
static guint take_list(reading *at, part parts[PARTS_MAX])
{
	guint count = 0, depth = 1;
	bool any = false, dot = false;

	memset(parts, 0, PARTS_MAX * sizeof(*parts));
	for (kv_c_token token = next(at); token.kind != KV_C_END; token = next(at)) {
		part *current = count < PARTS_MAX ? &parts[count] : NULL;

		if (is_mark(&token, '(') || is_mark(&token, '{') || is_mark(&token, '['))
			depth++;
		else if (is_mark(&token, ')') || is_mark(&token, '}') || is_mark(&token, ']'))
			depth--;
		if (depth == 0)
			return count + any;
		if (depth == 1 && is_mark(&token, ',')) {
			count++;
			any = false;
			continue;
		}
		if (current && depth == 1 && dot && token.kind == KV_C_NAME)
			current->member = token;
		else if (current && token.kind != KV_C_MARK)
			current->value = token;
		dot = !any && is_mark(&token, '.');
		any = true;
	}
	return 0;
}

static char *object_name(const kv_c_token *token)
{
	g_autofree char *name = token_text(token);

	if (!name[0] || strcmp(name, "vmlinux") == 0 || strcmp(name, "NULL") == 0 ||
	    token->kind == KV_C_NUMBER)
		return NULL;
	return g_steal_pointer(&name);
}

static uint64_t position_of(const kv_c_token *token)
{
	g_autofree char *text = token_text(token);

	return token->kind == KV_C_NUMBER ? g_ascii_strtoull(text, NULL, 0) : 0;
}

static bool has_room(const reading *at)
{
	return at->livepatch->references->len < KV_READER_ENTRIES_MAX;
}

/* KLP_RELOC_SYMBOL(lp_object, object, symbol) and KLP_RELOC_SYMBOL_POS(.., position). */
static void take_declaration(reading *at, const kv_c_token *name)
{
	part parts[PARTS_MAX];
	g_autofree char *symbol = NULL;
	kv_fact active = kv_conditional_active(at->conditional);
	kv_c_token open = next(at);
	kv_lp_reference *reference;

	if (!is_mark(&open, '(') || take_list(at, parts) < 3 || active == KV_NO || !has_room(at))
		return;
	symbol = token_text(&parts[2].value);
	reference = kv_livepatch_add_reference(at->livepatch, symbol);
	reference->needed_for = object_name(&parts[0].value);
	reference->object = object_name(&parts[1].value);
	reference->sympos = position_of(&parts[3].value);
	reference->uncertain = active == KV_UNKNOWN;
	reference->place = place_of(at, name);
}

/* Members of struct klp_kallsyms_reloc in their order. */
static const char *const table_members[] = {"symname", "addr", "objname", "sympos"};

/* One record of a table, behind its bracket. */
static void take_record(reading *at, const kv_c_token *open)
{
	part parts[PARTS_MAX];
	kv_c_token members[G_N_ELEMENTS(table_members)] = {0};
	guint count = take_list(at, parts);
	kv_fact active = kv_conditional_active(at->conditional);
	g_autofree char *symbol = NULL;
	kv_lp_reference *reference;

	for (guint i = 0; i < MIN(count, PARTS_MAX); i++) {
		guint place = i;

		for (guint j = 0; j < G_N_ELEMENTS(table_members); j++) {
			if (parts[i].member.length > 0 &&
			    kv_c_token_is(&parts[i].member, table_members[j]))
				place = j;
		}
		if (place < G_N_ELEMENTS(members))
			members[place] = parts[i].value;
	}
	if (members[0].kind != KV_C_STRING || active == KV_NO || !has_room(at))
		return;
	symbol = token_text(&members[0]);
	reference = kv_livepatch_add_reference(at->livepatch, symbol);
	if (members[2].length > 0)
		reference->object = object_name(&members[2]);
	reference->sympos = members[3].length > 0 ? position_of(&members[3]) : 0;
	reference->by_module = true;
	reference->uncertain = active == KV_UNKNOWN;
	reference->place = place_of(at, open);
}

/* struct klp_kallsyms_reloc NAME[] = { ... }; behind the name of the type. */
static void take_table(reading *at)
{
	kv_c_token token;

	do {
		token = next(at);
		if (token.kind == KV_C_END || is_mark(&token, ';') || is_mark(&token, ')') ||
		    is_mark(&token, '*'))
			return;
	} while (!is_mark(&token, '{'));
	for (token = next(at); token.kind != KV_C_END && !is_mark(&token, '}'); token = next(at)) {
		if (is_mark(&token, '{'))
			take_record(at, &token);
	}
}

/* Notes where a replacement is defined. */
static void note_definition(reading *at, const kv_c_token *name)
{
	g_autofree char *text = token_text(name);
	GPtrArray *functions = g_hash_table_lookup(at->wanted, text);

	for (guint i = 0; functions && i < functions->len; i++) {
		kv_lp_function *function = g_ptr_array_index(functions, i);

		if (!function->definition.file)
			function->definition = place_of(at, name);
	}
}

/* Names with brackets behind them that may stand in front of a body: the function, attributes. */
enum { CANDIDATES_MAX = 8 };

/* Where the reading of code outside of functions is. */
typedef struct {
	guint braces, brackets;
	kv_c_token previous; /* the token before this one */
	kv_c_token candidates[CANDIDATES_MAX];
	guint count;
} outline;

static void open_body(reading *at, outline *line)
{
	for (guint i = 0; i < line->count && line->braces == 0; i++)
		note_definition(at, &line->candidates[i]);
	line->count = 0;
	line->braces++;
}

static void follow(reading *at, outline *line, const kv_c_token *token)
{
	if (line->brackets > 0 || (line->braces == 0 && is_mark(token, '('))) {
		if (line->brackets == 0 && line->previous.kind == KV_C_NAME &&
		    line->count < CANDIDATES_MAX)
			line->candidates[line->count++] = line->previous;
		line->brackets += is_mark(token, '(');
		line->brackets -= is_mark(token, ')');
	} else if (is_mark(token, '{')) {
		open_body(at, line);
	} else if (is_mark(token, '}')) {
		line->braces -= line->braces > 0;
	} else if (is_mark(token, ';') || is_mark(token, '=')) {
		line->count = 0;
	}
}

static void read_tokens(reading *at)
{
	outline line = {0};

	for (kv_c_token token = next(at); token.kind != KV_C_END; token = next(at)) {
		if (token.kind == KV_C_NAME && token.length >= 16 &&
		    memcmp(token.text, "KLP_RELOC_SYMBOL", 16) == 0) {
			take_declaration(at, &token);
			continue;
		}
		if (kv_c_token_is(&token, "klp_kallsyms_reloc")) {
			take_table(at);
			continue;
		}
		if (kv_conditional_active(at->conditional) != KV_NO)
			follow(at, &line, &token);
		line.previous = token;
	}
}

static GHashTable *wanted_functions(const kv_livepatch *livepatch)
{
	GHashTable *wanted = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						   (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < object->functions->len; j++) {
			kv_lp_function *function = g_ptr_array_index(object->functions, j);
			GPtrArray *functions = g_hash_table_lookup(wanted, function->new_name);

			if (!functions) {
				functions = g_ptr_array_new();
				g_hash_table_insert(wanted, function->new_name, functions);
			}
			g_ptr_array_add(functions, function);
		}
	}
	return wanted;
}

gboolean kv_tree_read_sources(const kv_tree *tree, const kv_tree_livepatch *parts,
			      const kv_kernel *kernel, kv_livepatch *livepatch, GError **error)
{
	g_autoptr(GHashTable) wanted = wanted_functions(livepatch);

	for (guint i = 0; i < parts->sources->len; i++) {
		const kv_tree_source *source = g_ptr_array_index(parts->sources, i);
		g_autofree char *path = kv_tree_path(tree, source->path);
		g_autoptr(kv_file) file = kv_tree_file(tree, source->path, error);
		g_autoptr(kv_conditional) conditional = kv_conditional_new(kernel);
		reading at = {
			.livepatch = livepatch,
			.conditional = conditional,
			.file = path,
			.wanted = wanted,
		};

		if (!file)
			return FALSE;
		kv_allowances_scan(livepatch->allowances, path, kv_file_data(file),
				   kv_file_size(file));
		at.text = kv_c_text_of(kv_file_data(file), kv_file_size(file));
		read_tokens(&at);
	}
	return TRUE;
}
