/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/model/allowance.h"

#include <string.h>

#include "livepatch/source/c_text.h"

static void allowance_free(gpointer data)
{
	kv_allowance *allowance = data;

	g_free(allowance->file);
	g_free(allowance->rule);
	g_free(allowance->reason);
	g_free(allowance->defect);
	g_free(allowance);
}

GPtrArray *kv_allowances_new(void)
{
	return g_ptr_array_new_with_free_func(allowance_free);
}

/* The words of a comment in one line: without its marks, and without stars that begin lines. */
static char *comment_words(const kv_c_token *comment)
{
	bool block = comment->text[1] == '*';
	const char *end = comment->text + comment->length;
	GString *words = g_string_new(NULL);
	bool line_begins = true;

	if (block && comment->length >= 4 && end[-2] == '*' && end[-1] == '/')
		end -= 2;
	for (const char *c = comment->text + 2; c < end; c++) {
		bool blank = g_ascii_isspace(*c) || *c == '\0' ||
			     (*c == '\\' && c + 1 < end && c[1] == '\n');
		bool decoration = line_begins && (*c == '*' || *c == '/');

		line_begins = *c == '\n' || (line_begins && (blank || decoration));
		if (!blank && !decoration)
			g_string_append_c(words, *c);
		else if (words->len > 0 && words->str[words->len - 1] != ' ')
			g_string_append_c(words, ' ');
	}
	g_strchomp(words->str);
	return g_string_free(words, FALSE);
}

/* Skips @word and the blank behind it at the beginning of @text; NULL when it is not there. */
static const char *skip_word(const char *text, const char *word)
{
	if (!g_str_has_prefix(text, word))
		return NULL;
	text += strlen(word);
	return text + (*text == ' ');
}

/* The rule in "(RULE)", and what follows; NULL when there are no brackets. */
static char *take_rule(const char **text)
{
	const char *closing = **text == '(' ? strchr(*text, ')') : NULL;
	char *rule;

	if (!closing)
		return NULL;
	rule = g_strstrip(g_strndup(*text + 1, (gsize)(closing - *text - 1)));
	*text = closing + 1 + (closing[1] == ' ');
	return rule;
}

/* Reads what stands behind "klpvet:". */
static void read_words(kv_allowance *allowance, const char *words)
{
	const char *rest = skip_word(words, "allow");

	allowance->rule = rest ? take_rule(&rest) : NULL;
	if (!allowance->rule || !allowance->rule[0]) {
		allowance->defect = g_strdup("it does not say allow(RULE)");
		return;
	}
	rest = skip_word(rest, "reason:");
	if (!rest || !rest[0]) {
		allowance->defect = g_strdup("it gives no reason");
		return;
	}
	allowance->reason = g_strdup(rest);
}

/* Comments that follow one another hold for the line behind the last of them. */
static void join_neighbours(GPtrArray *allowances, guint first)
{
	for (guint i = allowances->len; i-- > first + 1;) {
		kv_allowance *above = g_ptr_array_index(allowances, i - 1);
		const kv_allowance *below = g_ptr_array_index(allowances, i);

		if (above->last == below->line)
			above->last = below->last;
	}
}

void kv_allowances_scan(GPtrArray *allowances, const char *file, const void *text, size_t size)
{
	kv_c_text source = kv_c_text_of(text, size);
	guint first = allowances->len;

	/* Most files have none: nothing is taken apart for nothing. */
	if (!memmem(text, size, "klpvet:", 7))
		return;
	for (kv_c_token token = kv_c_text_next(&source); token.kind != KV_C_END;
	     token = kv_c_text_next(&source)) {
		g_autofree char *words = NULL;
		const char *rest;
		kv_allowance *allowance;

		if (token.kind != KV_C_COMMENT)
			continue;
		words = comment_words(&token);
		rest = skip_word(words, "klpvet:");
		if (!rest)
			continue;
		allowance = g_new0(kv_allowance, 1);
		allowance->file = g_strdup(file);
		allowance->line = token.line;
		allowance->last = token.last_line + 1;
		read_words(allowance, rest);
		g_ptr_array_add(allowances, allowance);
	}
	join_neighbours(allowances, first);
}

bool kv_allowance_covers(const kv_allowance *allowance, const char *file, uint32_t line)
{
	return line >= allowance->line && line <= allowance->last && file &&
	       strcmp(allowance->file, file) == 0;
}
