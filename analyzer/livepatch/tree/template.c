/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "livepatch/tree/parts.h"
#include "livepatch/source/c_text.h"

static const char template_name[] = "livepatch_main.c";

bool kv_tree_is_template(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);

	return strcmp(name, template_name) == 0;
}

char *kv_tree_template(const kv_tree *tree, const char *folder)
{
	g_autofree char *at = g_strdup(folder);

	for (;;) {
		char *slash;

		if (kv_tree_has(tree, at, template_name))
			return kv_tree_join(at, template_name);
		if (!at[0])
			return NULL;
		slash = strrchr(at, '/');
		*(slash ? slash : at) = '\0';
	}
}

static char *string_of(const kv_c_token *token)
{
	if (token->kind != KV_C_STRING || token->length < 2)
		return NULL;
	return g_strndup(token->text + 1, token->length - 2);
}

/* MODULE_LICENSE("GPL"): what stands in the brackets. */
static void take_license(kv_c_text *text, kv_livepatch *livepatch)
{
	kv_c_token open = kv_c_text_next_code(text);
	kv_c_token value = kv_c_text_next_code(text);

	if (kv_c_token_is(&open, "(") && !livepatch->license)
		livepatch->license = string_of(&value);
}

/* MODULE_INFO(livepatch, "Y") */
static void take_info(kv_c_text *text, kv_livepatch *livepatch)
{
	kv_c_token open = kv_c_text_next_code(text);
	kv_c_token key = kv_c_text_next_code(text);

	if (kv_c_token_is(&open, "(") && kv_c_token_is(&key, "livepatch"))
		livepatch->has_livepatch_tag = true;
}

/* .replace = true, behind the name. */
static void take_replace(kv_c_text *text, kv_livepatch *livepatch)
{
	kv_c_token sign = kv_c_text_next_code(text);
	kv_c_token value = kv_c_text_next_code(text);

	if (!kv_c_token_is(&sign, "="))
		return;
	if (kv_c_token_is(&value, "true") || kv_c_token_is(&value, "1"))
		livepatch->replace = KV_YES;
	else if (kv_c_token_is(&value, "false") || kv_c_token_is(&value, "0"))
		livepatch->replace = KV_NO;
	else
		livepatch->replace = KV_UNKNOWN;
}

gboolean kv_tree_read_template(const kv_tree *tree, const kv_tree_livepatch *parts,
			       kv_livepatch *livepatch, GError **error)
{
	g_autofree char *template = kv_tree_template(tree, parts->folder);
	g_autoptr(kv_file) file = template ? kv_tree_file(tree, template, error) : NULL;
	bool after_dot = false;
	kv_c_text text;

	livepatch->modinfo_known = kv_fact_from_bool(template != NULL);
	if (!template)
		livepatch->modinfo_known = KV_UNKNOWN;
	if (!file)
		return template == NULL;
	/* A member that is not initialised is false, or NULL. */
	livepatch->replace = KV_NO;
	livepatch->states_unread = NULL;
	text = kv_c_text_of(kv_file_data(file), kv_file_size(file));
	for (kv_c_token token = kv_c_text_next_code(&text); token.kind != KV_C_END;
	     token = kv_c_text_next_code(&text)) {
		if (kv_c_token_is(&token, "MODULE_LICENSE"))
			take_license(&text, livepatch);
		else if (kv_c_token_is(&token, "MODULE_INFO"))
			take_info(&text, livepatch);
		else if (after_dot && kv_c_token_is(&token, "replace"))
			take_replace(&text, livepatch);
		else if (after_dot && kv_c_token_is(&token, "states"))
			livepatch->states_unread = "they stand in the template of the module";
		after_dot = kv_c_token_is(&token, ".");
	}
	return TRUE;
}
