/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/source/c_text.h"

#include <glib.h>
#include <string.h>

kv_c_text kv_c_text_of(const void *text, size_t size)
{
	return (kv_c_text){
		.at = text,
		.end = (const char *)text + size,
		.line = 1,
		.line_begins = true,
	};
}

static char peek(const kv_c_text *text, size_t distance)
{
	return (size_t)(text->end - text->at) > distance ? text->at[distance] : '\0';
}

/* How many bytes the end of line that is escaped at the current place takes; 0: there is none. */
static size_t spliced(const kv_c_text *text)
{
	if (peek(text, 0) != '\\')
		return 0;
	if (peek(text, 1) == '\n')
		return 2;
	return peek(text, 1) == '\r' && peek(text, 2) == '\n' ? 3 : 0;
}

static void step(kv_c_text *text, size_t count)
{
	for (; count > 0; count--)
		text->line += *text->at++ == '\n';
}

static void skip_blanks(kv_c_text *text)
{
	while (text->at < text->end) {
		size_t splice = spliced(text);

		if (splice) {
			step(text, splice);
		} else if (*text->at == '\n') {
			step(text, 1);
			text->line_begins = true;
			text->directive = false;
		} else if (*text->at == '\0' || !g_ascii_isspace(*text->at)) {
			return;
		} else {
			step(text, 1);
		}
	}
}

static bool is_name_part(char character)
{
	/* Bytes above 127 may be part of names in some encoding. */
	return g_ascii_isalnum(character) || character == '_' || character == '$' ||
	       (unsigned char)character >= 0x80;
}

static void take_name(kv_c_text *text)
{
	while (text->at < text->end && is_name_part(*text->at))
		step(text, 1);
}

static void take_block_comment(kv_c_text *text)
{
	const char *end;

	step(text, 2);
	end = memmem(text->at, (size_t)(text->end - text->at), "*/", 2);
	step(text, (size_t)((end ? end + 2 : text->end) - text->at));
}

static void take_line_comment(kv_c_text *text)
{
	while (text->at < text->end && *text->at != '\n') {
		size_t splice = spliced(text);

		step(text, splice ? splice : 1);
	}
}

/* A string or character constant; one that is not closed ends with its line. */
static void take_quoted(kv_c_text *text, char quote)
{
	step(text, 1);
	while (text->at < text->end && *text->at != '\n') {
		bool closes = *text->at == quote;
		size_t splice = spliced(text);

		if (splice)
			step(text, splice);
		else if (*text->at == '\\' && text->end - text->at > 1)
			step(text, 2);
		else
			step(text, 1);
		if (closes)
			return;
	}
}

static kv_c_kind take_token(kv_c_text *text)
{
	char first = *text->at;

	if (first == '/' && peek(text, 1) == '*') {
		take_block_comment(text);
		return KV_C_COMMENT;
	}
	if (first == '/' && peek(text, 1) == '/') {
		take_line_comment(text);
		return KV_C_COMMENT;
	}
	if (first == '"' || first == '\'') {
		take_quoted(text, first);
		return first == '"' ? KV_C_STRING : KV_C_CHARACTER;
	}
	if (g_ascii_isdigit(first)) {
		take_name(text);
		return KV_C_NUMBER;
	}
	if (is_name_part(first)) {
		take_name(text);
		return KV_C_NAME;
	}
	step(text, 1);
	return KV_C_MARK;
}

kv_c_token kv_c_text_next(kv_c_text *text)
{
	kv_c_token token = {.kind = KV_C_END};

	skip_blanks(text);
	token.line = token.last_line = text->line;
	token.text = text->at;
	token.directive = text->directive;
	if (text->at == text->end)
		return token;
	token.begins_line = text->line_begins;
	if (token.begins_line && *text->at == '#')
		token.directive = text->directive = true;
	token.kind = take_token(text);
	token.length = (size_t)(text->at - token.text);
	token.last_line = text->line;
	text->line_begins = text->line_begins && token.kind == KV_C_COMMENT;
	return token;
}

kv_c_token kv_c_text_next_code(kv_c_text *text)
{
	kv_c_token token;

	do {
		token = kv_c_text_next(text);
	} while (token.kind == KV_C_COMMENT);
	return token;
}

bool kv_c_token_is(const kv_c_token *token, const char *text)
{
	size_t length = strlen(text);

	return token->length == length && memcmp(token->text, text, length) == 0;
}
