/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_SOURCE_C_TEXT_H
#define KV_LIVEPATCH_SOURCE_C_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * C source as a sequence of tokens, without knowing any header: enough for comments, for macros
 * that are used as declarations, and for simple tables. It never fails: what is no token of C is a
 * token of one character.
 */

typedef enum {
	KV_C_END,
	KV_C_NAME,
	KV_C_NUMBER,
	KV_C_STRING,
	KV_C_CHARACTER,
	KV_C_COMMENT,
	KV_C_MARK, /* one character of punctuation, or one that C does not know */
} kv_c_kind;

typedef struct kv_c_token {
	kv_c_kind kind;
	const char *text; /* not NUL-terminated; of a string with its quotes */
	size_t length;
	uint32_t line;	    /* of its first character, from 1 */
	uint32_t last_line; /* of its last one */
	bool directive;	    /* inside a preprocessor directive */
	bool begins_line;   /* nothing but blanks and comments in front of it on its line */
} kv_c_token;

typedef struct kv_c_text {
	const char *at, *end;
	uint32_t line;
	bool line_begins, directive;
} kv_c_text;

/* Reads the @size bytes at @text, which must outlive every token. */
kv_c_text kv_c_text_of(const void *text, size_t size);
/* The next token, comments included; KV_C_END at the end and ever after. */
kv_c_token kv_c_text_next(kv_c_text *text);
/* The next token that is no comment. */
kv_c_token kv_c_text_next_code(kv_c_text *text);

/* Whether @token reads exactly @text. */
bool kv_c_token_is(const kv_c_token *token, const char *text);

#endif
