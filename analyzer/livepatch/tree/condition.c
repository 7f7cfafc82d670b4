/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/tree/condition.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "livepatch/source/c_text.h"

/* Brackets and signs inside one another; no condition that people write comes near. */
enum { DEPTH_MAX = 64 };

/* The value of an expression, if it is known. */
typedef struct {
	bool known;
	int64_t number;
} value;

typedef struct {
	kv_c_text text;
	kv_c_token token; /* that is looked at */
	kv_condition_lookup look_up;
	const void *data;
	char *unknown;
	bool malformed;
	unsigned int depth;
} parser;

static value number(int64_t of)
{
	return (value){.known = true, .number = of};
}

static value truth(kv_fact fact)
{
	return (value){.known = fact != KV_UNKNOWN, .number = fact == KV_YES};
}

static kv_fact fact_of(value of)
{
	return of.known ? kv_fact_from_bool(of.number != 0) : KV_UNKNOWN;
}

static void advance(parser *at)
{
	at->token = kv_c_text_next_code(&at->text);
}

static bool take(parser *at, const char *text)
{
	if (!kv_c_token_is(&at->token, text))
		return false;
	advance(at);
	return true;
}

/* Operators have up to two characters, marks one. */
static bool take_pair(parser *at, const char *pair)
{
	kv_c_text behind = at->text;
	kv_c_token second;

	if (at->token.kind != KV_C_MARK || *at->token.text != pair[0])
		return false;
	second = kv_c_text_next_code(&behind);
	if (second.kind != KV_C_MARK || *second.text != pair[1] ||
	    second.text != at->token.text + 1)
		return false;
	advance(at);
	advance(at);
	return true;
}

static value malformed(parser *at)
{
	at->malformed = true;
	return (value){0};
}

static char *take_name(parser *at)
{
	char *name;

	if (at->token.kind != KV_C_NAME) {
		at->malformed = true;
		return NULL;
	}
	name = g_strndup(at->token.text, at->token.length);
	advance(at);
	return name;
}

static value depends_on(parser *at, const char *name)
{
	if (!at->unknown)
		at->unknown = g_strdup(name);
	return (value){0};
}

/* What the configuration sets @option to: 'y', 'm', '\0' for not at all, '*' for another value. */
static bool setting(parser *at, const char *option, char *set, const char **text)
{
	kv_fact fact = at->look_up(at->data, option, text);

	if (fact == KV_UNKNOWN) {
		depends_on(at, option);
		return false;
	}
	*set = '\0';
	if (fact == KV_YES)
		*set = !*text || strcmp(*text, "y") == 0 ? 'y'
		       : strcmp(*text, "m") == 0	 ? 'm'
							 : '*';
	return true;
}

/* include/generated/autoconf.h has CONFIG_X for y and values, CONFIG_X_MODULE for m. */
static bool autoconf(parser *at, const char *name, char *set, const char **text)
{
	static const char suffix[] = "_MODULE";
	g_autofree char *option = NULL;

	if (!setting(at, name, set, text))
		return false;
	if (*set == '\0' && g_str_has_suffix(name, suffix)) {
		option = g_strndup(name, strlen(name) - strlen(suffix));
		if (!setting(at, option, set, text))
			return false;
		*set = *set == 'm' ? 'y' : '\0';
	} else if (*set == 'm') {
		*set = '\0';
	}
	return true;
}

static value option_value(parser *at, const char *name)
{
	const char *text = NULL;
	char *end = NULL;
	char set;
	int64_t parsed;

	if (!g_str_has_prefix(name, "CONFIG_"))
		return depends_on(at, name);
	if (!autoconf(at, name, &set, &text))
		return (value){0};
	if (set != '*')
		return number(set == 'y');
	parsed = g_ascii_strtoll(text, &end, 0);
	return end != text && *end == '\0' ? number(parsed) : depends_on(at, name);
}

static value is_defined(parser *at)
{
	bool bracket = take(at, "(");
	g_autofree char *name = take_name(at);
	const char *text = NULL;
	char set;

	if (!name || (bracket && !take(at, ")")))
		return malformed(at);
	if (!g_str_has_prefix(name, "CONFIG_"))
		return depends_on(at, name);
	return autoconf(at, name, &set, &text) ? number(set != '\0') : (value){0};
}

/* One of the macros of include/linux/kconfig.h; false when @name is none. */
static bool option_macro(parser *at, const char *name, value *result)
{
	/* Livepatches are modules: what is a module is reachable from them. */
	static const struct {
		const char *name, *settings;
	} macros[] = {
		{"IS_ENABLED", "ym"},
		{"IS_BUILTIN", "y"},
		{"IS_MODULE", "m"},
		{"IS_REACHABLE", "ym"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(macros); i++) {
		g_autofree char *option = NULL;
		const char *text = NULL;
		char set;

		if (strcmp(name, macros[i].name) != 0)
			continue;
		option = take(at, "(") ? take_name(at) : NULL;
		if (!option || !take(at, ")"))
			*result = malformed(at);
		else if (!setting(at, option, &set, &text))
			*result = (value){0};
		else
			*result = number(set != '\0' && strchr(macros[i].settings, set) != NULL);
		return true;
	}
	return false;
}

/* The arguments of a macro that is not known. */
static void skip_arguments(parser *at)
{
	unsigned int open = 0;

	if (!kv_c_token_is(&at->token, "("))
		return;
	do {
		open += kv_c_token_is(&at->token, "(");
		open -= kv_c_token_is(&at->token, ")");
		if (at->token.kind == KV_C_END) {
			at->malformed = true;
			return;
		}
		advance(at);
	} while (open > 0);
}

static value named(parser *at)
{
	g_autofree char *name = take_name(at);
	value result;

	if (strcmp(name, "defined") == 0)
		return is_defined(at);
	if (option_macro(at, name, &result))
		return result;
	result = option_value(at, name);
	skip_arguments(at);
	return result;
}

static value literal(parser *at)
{
	g_autofree char *text = g_strndup(at->token.text, at->token.length);
	char *end = NULL;
	int64_t parsed = (int64_t)g_ascii_strtoull(text, &end, 0);

	if (end == text || strspn(end, "uUlL") != strlen(end))
		return malformed(at);
	advance(at);
	return number(parsed);
}

static value disjunction(parser *at);

static value primary(parser *at)
{
	value result;

	if (at->depth >= DEPTH_MAX)
		return malformed(at);
	at->depth++;
	if (take(at, "(")) {
		result = disjunction(at);
		if (!take(at, ")"))
			at->malformed = true;
	} else if (kv_c_token_is(&at->token, "!")) {
		advance(at);
		result = primary(at);
		result.number = !result.number;
	} else if (kv_c_token_is(&at->token, "-")) {
		advance(at);
		result = primary(at);
		result.number = (int64_t) - (uint64_t)result.number;
	} else if (at->token.kind == KV_C_NAME) {
		result = named(at);
	} else if (at->token.kind == KV_C_NUMBER) {
		result = literal(at);
	} else {
		result = malformed(at);
	}
	at->depth--;
	return result;
}

static value relation(parser *at)
{
	value left = primary(at), right;
	enum { NONE, AT_LEAST, AT_MOST, MORE, LESS } operation = NONE;

	if (take_pair(at, ">="))
		operation = AT_LEAST;
	else if (take_pair(at, "<="))
		operation = AT_MOST;
	else if (take(at, ">"))
		operation = MORE;
	else if (take(at, "<"))
		operation = LESS;
	if (operation == NONE)
		return left;
	right = primary(at);
	if (!left.known || !right.known)
		return (value){0};
	switch (operation) {
	case AT_LEAST:
		return number(left.number >= right.number);
	case AT_MOST:
		return number(left.number <= right.number);
	case MORE:
		return number(left.number > right.number);
	default:
		return number(left.number < right.number);
	}
}

static value equality(parser *at)
{
	value left = relation(at);

	for (;;) {
		bool equal = take_pair(at, "==");
		value right;

		if (!equal && !take_pair(at, "!="))
			return left;
		right = relation(at);
		if (left.known && right.known)
			left = number((left.number == right.number) == equal);
		else
			left = (value){0};
	}
}

static kv_fact both(kv_fact left, kv_fact right)
{
	if (left == KV_NO || right == KV_NO)
		return KV_NO;
	return left == KV_YES && right == KV_YES ? KV_YES : KV_UNKNOWN;
}

static kv_fact either(kv_fact left, kv_fact right)
{
	if (left == KV_YES || right == KV_YES)
		return KV_YES;
	return left == KV_NO && right == KV_NO ? KV_NO : KV_UNKNOWN;
}

static value conjunction(parser *at)
{
	value left = equality(at);

	while (take_pair(at, "&&"))
		left = truth(both(fact_of(left), fact_of(equality(at))));
	return left;
}

static value disjunction(parser *at)
{
	value left = conjunction(at);

	while (take_pair(at, "||"))
		left = truth(either(fact_of(left), fact_of(conjunction(at))));
	return left;
}

kv_fact kv_condition_evaluate(const char *text, kv_condition_lookup look_up, const void *data,
			      char **unknown, GError **error)
{
	parser at = {.text = kv_c_text_of(text, strlen(text)), .look_up = look_up, .data = data};
	g_autofree char *name = NULL;
	value result;

	advance(&at);
	result = disjunction(&at);
	name = at.unknown;
	if (at.malformed || at.token.kind != KV_C_END) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "the condition is none that klpvet can read; expected something like "
			    "IS_ENABLED(CONFIG_X) && !defined(CONFIG_Y)");
		return KV_UNKNOWN;
	}
	if (unknown && !result.known)
		*unknown = g_steal_pointer(&name);
	return fact_of(result);
}
