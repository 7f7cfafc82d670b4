/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/shadow.h"

#include <string.h>

enum { NO_ARGUMENT = 16 };

/* The interface: which argument is what. */
static const struct {
	const char *name;
	kv_shadow_kind kind;
	uint32_t object, id, size, constructor, destructor;
} interface[] = {
	{"klp_shadow_alloc", KV_SHADOW_ALLOC, 0, 1, 2, 4, NO_ARGUMENT},
	{"klp_shadow_get_or_alloc", KV_SHADOW_GET_OR_ALLOC, 0, 1, 2, 4, NO_ARGUMENT},
	{"klp_shadow_get", KV_SHADOW_GET, 0, 1, NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT},
	{"klp_shadow_free", KV_SHADOW_FREE, 0, 1, NO_ARGUMENT, NO_ARGUMENT, 2},
	{"klp_shadow_free_all", KV_SHADOW_FREE_ALL, NO_ARGUMENT, 0, NO_ARGUMENT, NO_ARGUMENT, 1},
};

static void use_free(gpointer data)
{
	kv_shadow_use *use = data;

	g_free(use->key);
	g_free(use);
}

static void set_key(kv_shadow_use *use)
{
	use->has_value = use->id && use->id->has_value;
	if (use->has_value)
		use->key = g_strdup_printf("%" G_GINT64_FORMAT, use->id->value);
	else
		use->key = use->id ? kv_expr_canonical(use->call.unit, use->id) : g_strdup("");
}

static kv_shadow_use *read_use(const kv_call_ref *ref)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	kv_shadow_use *use;

	for (gsize i = 0; i < G_N_ELEMENTS(interface); i++) {
		if (g_strcmp0(call->name, interface[i].name) != 0)
			continue;
		use = g_new0(kv_shadow_use, 1);
		use->call = *ref;
		use->kind = interface[i].kind;
		use->function = interface[i].name;
		use->object = kv_call_ref_argument(ref, interface[i].object);
		use->id = kv_call_ref_argument(ref, interface[i].id);
		use->size = kv_call_ref_argument(ref, interface[i].size);
		use->constructor = kv_call_ref_argument(ref, interface[i].constructor);
		use->destructor = kv_call_ref_argument(ref, interface[i].destructor);
		set_key(use);
		return use;
	}
	return NULL;
}

/* The number that argument @number of @call is; false when that is not known. */
static bool constant_argument(const kv_lp_call *call, uint32_t number, int64_t *value)
{
	if (number >= KV_LP_ARGUMENTS_MAX ||
	    call->arguments[number].kind != KV_LP_VALUE_NUMBER)
		return false;
	*value = (int64_t)call->arguments[number].number;
	return true;
}

static const kv_lp_body *body_argument(const kv_lp_call *call, uint32_t number)
{
	return number < KV_LP_ARGUMENTS_MAX ? call->arguments[number].body : NULL;
}

static void add_use_of_body(GPtrArray *uses, const kv_lp_body *body, const kv_lp_call *call)
{
	for (gsize i = 0; i < G_N_ELEMENTS(interface); i++) {
		kv_shadow_use *use;
		int64_t id;

		if (strcmp(call->callee, interface[i].name) != 0)
			continue;
		use = g_new0(kv_shadow_use, 1);
		use->body = body;
		use->code = call;
		use->constructor_body = body_argument(call, interface[i].constructor);
		use->destructor_body = body_argument(call, interface[i].destructor);
		use->kind = interface[i].kind;
		use->function = interface[i].name;
		use->has_value = constant_argument(call, interface[i].id, &id);
		use->key = use->has_value ? g_strdup_printf("%" G_GINT64_FORMAT, id)
					  : g_strdup("");
		g_ptr_array_add(uses, use);
		return;
	}
}

static void add_uses_of_code(GPtrArray *uses, const kv_livepatch *livepatch)
{
	for (guint i = 0; i < livepatch->bodies->len; i++) {
		const kv_lp_body *body = g_ptr_array_index(livepatch->bodies, i);

		for (guint j = 0; j < body->calls->len; j++)
			add_use_of_body(uses, body, &g_array_index(body->calls, kv_lp_call, j));
	}
}

GPtrArray *kv_livepatch_shadow_uses(const kv_livepatch *livepatch)
{
	GPtrArray *uses = g_ptr_array_new_with_free_func(use_free);

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		for (guint j = 0; j < unit->calls->len; j++) {
			kv_shadow_use *use = read_use(&(kv_call_ref){unit, j});

			if (use)
				g_ptr_array_add(uses, use);
		}
	}
	if (livepatch->bodies)
		add_uses_of_code(uses, livepatch);
	return uses;
}

char *kv_shadow_use_id_text(const kv_shadow_use *use)
{
	const char *text = use->id && use->id->text ? use->id->text : use->key;

	if (use->body)
		return use->has_value
			       ? g_strdup_printf("0x%" G_GINT64_MODIFIER "x",
						 g_ascii_strtoull(use->key, NULL, 10))
			       : g_strdup("of an id that is not constant");
	if (!use->has_value || g_ascii_isdigit(text[0]))
		return g_strdup(text);
	return g_strdup_printf("%s (%s)", text, use->key);
}
