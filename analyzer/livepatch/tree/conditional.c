/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/tree/conditional.h"

#include "livepatch/tree/condition.h"

/* Conditionals inside one another that are kept apart; no source has as many. */
enum { LEVELS_MAX = 200 };

typedef struct {
	kv_fact active; /* whether this branch is taken */
	kv_fact done;	/* whether an earlier one was */
} level;

struct kv_conditional {
	const kv_kernel *kernel;
	GArray *levels; /* (element-type level) */
	guint beyond;	/* levels behind LEVELS_MAX */
};

kv_conditional *kv_conditional_new(const kv_kernel *kernel)
{
	kv_conditional *conditional = g_new0(kv_conditional, 1);

	conditional->kernel = kernel;
	conditional->levels = g_array_new(FALSE, FALSE, sizeof(level));
	return conditional;
}

void kv_conditional_free(kv_conditional *conditional)
{
	if (!conditional)
		return;
	g_array_unref(conditional->levels);
	g_free(conditional);
}

kv_fact kv_conditional_option(const void *kernel, const char *option, const char **value)
{
	return kv_kernel_config(kernel, option, value);
}

static kv_fact negated(kv_fact fact)
{
	return fact == KV_UNKNOWN ? KV_UNKNOWN : kv_fact_from_bool(fact == KV_NO);
}

/* The rest of the directive as text; g_free(). */
static char *take_rest(kv_c_text *text)
{
	GString *rest = g_string_new(NULL);

	for (;;) {
		kv_c_text before = *text;
		kv_c_token token = kv_c_text_next_code(text);

		if (token.kind == KV_C_END || !token.directive || token.begins_line) {
			*text = before;
			return g_string_free(rest, FALSE);
		}
		/* Operators of two characters must not fall apart. */
		if (token.kind != KV_C_MARK || before.at != token.text)
			g_string_append_c(rest, ' ');
		g_string_append_len(rest, token.text, (gssize)token.length);
	}
}

static kv_fact evaluate(const kv_conditional *conditional, const char *text)
{
	return kv_condition_evaluate(text, kv_conditional_option, conditional->kernel, NULL, NULL);
}

static kv_fact is_defined(const kv_conditional *conditional, const char *name)
{
	g_autofree char *text = g_strdup_printf("defined(%s)", name);

	return evaluate(conditional, text);
}

static void begin(kv_conditional *conditional, kv_fact active)
{
	level new_level = {.active = active, .done = active};

	if (conditional->levels->len == LEVELS_MAX)
		conditional->beyond++;
	else
		g_array_append_val(conditional->levels, new_level);
}

static void change(kv_conditional *conditional, kv_fact condition)
{
	level *last;

	if (conditional->beyond > 0 || conditional->levels->len == 0)
		return;
	last = &g_array_index(conditional->levels, level, conditional->levels->len - 1);
	if (last->done == KV_YES)
		condition = KV_NO;
	else if (last->done == KV_UNKNOWN && condition == KV_YES)
		condition = KV_UNKNOWN;
	last->active = condition;
	if (last->done == KV_NO || (last->done == KV_UNKNOWN && condition == KV_YES))
		last->done = condition;
}

static void end(kv_conditional *conditional)
{
	if (conditional->beyond > 0)
		conditional->beyond--;
	else if (conditional->levels->len > 0)
		g_array_set_size(conditional->levels, conditional->levels->len - 1);
}

void kv_conditional_take(kv_conditional *conditional, kv_c_text *text, const kv_c_token *hash)
{
	kv_c_text before = *text;
	kv_c_token name = kv_c_text_next_code(text);
	g_autofree char *rest = NULL;

	if (name.kind == KV_C_END || !name.directive || name.line != hash->line) {
		*text = before;
		return;
	}
	rest = take_rest(text);
	if (kv_c_token_is(&name, "if"))
		begin(conditional, evaluate(conditional, rest));
	else if (kv_c_token_is(&name, "ifdef"))
		begin(conditional, is_defined(conditional, rest));
	else if (kv_c_token_is(&name, "ifndef"))
		begin(conditional, negated(is_defined(conditional, rest)));
	else if (kv_c_token_is(&name, "elif"))
		change(conditional, evaluate(conditional, rest));
	else if (kv_c_token_is(&name, "else"))
		change(conditional, KV_YES);
	else if (kv_c_token_is(&name, "endif"))
		end(conditional);
}

kv_fact kv_conditional_active(const kv_conditional *conditional)
{
	kv_fact active = conditional->beyond > 0 ? KV_UNKNOWN : KV_YES;

	for (guint i = 0; i < conditional->levels->len; i++) {
		kv_fact fact = g_array_index(conditional->levels, level, i).active;

		if (fact == KV_NO)
			return KV_NO;
		if (fact == KV_UNKNOWN)
			active = KV_UNKNOWN;
	}
	return active;
}
