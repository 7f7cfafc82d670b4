/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/signature.h"

#include <string.h>

/* More parameters than any function has. */
enum { VALUES_MAX = 64 };

/* Callers extend what they pass, and machines compute, in units of at least this. */
enum { COMPUTED_SIZE = 4, POINTER_SIZE = 8 };

typedef struct {
	char kind; /* as in the text */
	uint64_t size;
	const char *tag; /* not terminated; "" when there is none */
	int tag_length;
} value_type;

typedef struct {
	value_type result;
	value_type parameters[VALUES_MAX];
	guint count;
	bool variadic;
} signature;

static bool take_size(const char **at, uint64_t *size)
{
	char *end;

	if (!g_ascii_isdigit(**at))
		return false;
	*size = g_ascii_strtoull(*at, &end, 10);
	*at = end;
	return true;
}

static bool take_value(const char **at, value_type *value)
{
	*value = (value_type){.kind = **at, .tag = ""};
	if (!value->kind || !strchr("vbciuefps?", value->kind))
		return false;
	(*at)++;
	if (strchr("iuefs", value->kind) && !take_size(at, &value->size))
		return false;
	if (value->kind == 'b' || value->kind == 'c')
		value->size = 1;
	if (value->kind == 'p')
		value->size = POINTER_SIZE;
	if (**at == ':') {
		value->tag = ++*at;
		*at += strcspn(*at, ",()");
		value->tag_length = (int)(*at - value->tag);
	}
	return true;
}

static bool parse(const char *text, signature *result)
{
	result->count = 0;
	result->variadic = false;
	if (strlen(text) > KV_SIGNATURE_MAX || !take_value(&text, &result->result) ||
	    *text++ != '(')
		return false;
	if (strcmp(text, ")") == 0)
		return true;
	do {
		if (strcmp(text, "...)") == 0) {
			result->variadic = true;
			return true;
		}
		if (result->count == VALUES_MAX ||
		    !take_value(&text, &result->parameters[result->count++]))
			return false;
	} while (*text++ == ',');
	return text[-1] == ')' && *text == '\0';
}

/* A value in words. */
static char *describe(const value_type *value)
{
	static const struct {
		char kind;
		const char *name;
	} names[] = {
		{'i', "an integer"},	 {'u', "an unsigned integer"},
		{'e', "an enumeration"}, {'f', "a floating point number"},
		{'s', "a structure"},
	};

	switch (value->kind) {
	case 'v':
		return g_strdup("nothing");
	case 'b':
		return g_strdup("a bool");
	case 'c':
		return g_strdup("a char");
	case 'p':
		if (value->tag_length == 0)
			return g_strdup("a pointer");
		return g_strdup_printf("a pointer to struct %.*s", value->tag_length, value->tag);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (names[i].kind == value->kind && value->tag_length > 0)
			return g_strdup_printf("struct %.*s of %" G_GUINT64_FORMAT " bytes",
					       value->tag_length, value->tag, value->size);
		if (names[i].kind == value->kind)
			return g_strdup_printf("%s of %" G_GUINT64_FORMAT " byte%s", names[i].name,
					       value->size, value->size == 1 ? "" : "s");
	}
	return g_strdup("a value");
}

static bool is_integer(const value_type *value)
{
	return strchr("bciue", value->kind) != NULL;
}

/* Passed in one general register, as is a structure of the size of an integer. */
static bool fills_register(const value_type *value)
{
	if (value->kind == 's')
		return value->size == 1 || value->size == 2 || value->size == 4 || value->size == 8;
	return is_integer(value) || value->kind == 'p';
}

static bool has_other_tag(const value_type *a, const value_type *b)
{
	return a->tag_length > 0 && b->tag_length > 0 &&
	       (a->tag_length != b->tag_length ||
		memcmp(a->tag, b->tag, (size_t)a->tag_length) != 0);
}

/* Of integers of equal size: whether they mean the same by the same bits. */
static bool is_same_integer(const value_type *a, const value_type *b)
{
	static const char free_sign[] = "ce";

	if (a->size >= COMPUTED_SIZE || a->kind == b->kind)
		return true;
	if (a->kind == 'b' || b->kind == 'b')
		return false;
	return strchr(free_sign, a->kind) || strchr(free_sign, b->kind);
}

typedef enum {
	FIT,
	FIT_BY_SIZE, /* it works, but means something else */
	NO_FIT,
} fit;

/* Both in one register, but not all of it counts: @from is what is set, @to what is read. */
static fit compare_widths(const value_type *from, const value_type *to, bool is_result)
{
	if (from->size == to->size)
		return FIT;
	if (is_result) {
		/* Only the bits of the type are set; bool is tested and computed with as 0 or 1. */
		if (from->size < to->size || to->kind == 'b')
			return NO_FIT;
		return FIT_BY_SIZE;
	}
	return from->size > COMPUTED_SIZE || to->size > COMPUTED_SIZE ? NO_FIT : FIT_BY_SIZE;
}

/* @from is handed over as one type, and taken, @to, for another. */
static fit compare_values(const value_type *from, const value_type *to, bool is_result)
{
	if (from->kind == '?' || to->kind == '?')
		return FIT;
	if (fills_register(from) && fills_register(to)) {
		fit widths = compare_widths(from, to, is_result);

		if (widths != FIT)
			return widths;
		if (is_integer(from) && is_integer(to))
			return is_same_integer(from, to) ? FIT : FIT_BY_SIZE;
		return from->kind == to->kind && !has_other_tag(from, to) ? FIT : FIT_BY_SIZE;
	}
	if (from->kind != to->kind || from->size != to->size)
		return NO_FIT;
	return has_other_tag(from, to) ? FIT_BY_SIZE : FIT;
}

static kv_misfit *add(GPtrArray *misfits, kv_misfit_kind kind, bool breaks, guint parameter)
{
	kv_misfit *misfit = g_new0(kv_misfit, 1);

	misfit->kind = kind;
	misfit->breaks = breaks;
	misfit->parameter = parameter;
	g_ptr_array_add(misfits, misfit);
	return misfit;
}

static void add_values(GPtrArray *misfits, kv_misfit_kind kind, fit how, guint parameter,
		       const value_type *original, const value_type *replacement)
{
	kv_misfit *misfit = add(misfits, kind, how == NO_FIT, parameter);

	misfit->original = describe(original);
	misfit->replacement = describe(replacement);
}

static void compare_results(const value_type *original, const value_type *replacement,
			    GPtrArray *misfits)
{
	bool by_memory = replacement->kind == 's' && !fills_register(replacement);
	kv_misfit_kind kind = KV_MISFIT_RESULT;
	fit how;

	if (original->kind == '?' || replacement->kind == '?' ||
	    (original->kind == 'v' && replacement->kind == 'v'))
		return;
	if (original->kind == 'v') {
		/* A large structure is written to where a hidden first argument says. */
		kind = KV_MISFIT_RESULT_UNREAD;
		how = by_memory ? NO_FIT : FIT_BY_SIZE;
	} else if (replacement->kind == 'v') {
		kind = KV_MISFIT_RESULT_MISSING;
		how = NO_FIT;
	} else {
		how = compare_values(replacement, original, true);
	}
	if (how != FIT)
		add_values(misfits, kind, how, 0, original, replacement);
}

static void compare_parameters(const signature *original, const signature *replacement,
			       GPtrArray *misfits)
{
	for (guint i = 0; i < MIN(original->count, replacement->count); i++) {
		fit how = compare_values(&original->parameters[i], &replacement->parameters[i],
					 false);

		if (how != FIT)
			add_values(misfits, KV_MISFIT_PARAMETER, how, i + 1,
				   &original->parameters[i], &replacement->parameters[i]);
	}
	if (replacement->count > original->count && !original->variadic)
		add(misfits, KV_MISFIT_MORE_PARAMETERS, true, original->count);
	else if (replacement->count < original->count && replacement->count > 0 &&
		 !replacement->variadic)
		add(misfits, KV_MISFIT_FEWER_PARAMETERS, false, original->count);
	if (replacement->variadic && !original->variadic)
		add(misfits, KV_MISFIT_VARIADIC, true, original->count);
	else if (original->variadic && !replacement->variadic)
		add(misfits, KV_MISFIT_NOT_VARIADIC, false, original->count);
}

void kv_misfit_free(kv_misfit *misfit)
{
	g_free(misfit->original);
	g_free(misfit->replacement);
	g_free(misfit);
}

static void free_misfit(gpointer data)
{
	kv_misfit_free(data);
}

GPtrArray *kv_signature_compare(const char *original, const char *replacement)
{
	signature from, to;
	GPtrArray *misfits;

	if (!parse(original, &from) || !parse(replacement, &to))
		return NULL;
	misfits = g_ptr_array_new_with_free_func(free_misfit);
	compare_results(&from.result, &to.result, misfits);
	compare_parameters(&from, &to, misfits);
	return misfits;
}
