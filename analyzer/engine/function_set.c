/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/function_set.h"

struct kv_function_set {
	GHashTable *places;    /* set of "object\nname\nposition" */
	GHashTable *names;     /* set of "object\nname" */
	GHashTable *open;      /* of these, such with an entry whose position is not known */
	GHashTable *callbacks; /* set of objects */
};

static GHashTable *new_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* No module is called so. */
static const char *object_key(const char *name)
{
	return name ? name : "";
}

static char *name_key(const kv_lp_object *object, const kv_lp_function *function)
{
	return g_strjoin("\n", object_key(object->name), function->old_name, NULL);
}

static char *place_key(const kv_lp_object *object, const kv_lp_function *function)
{
	return g_strdup_printf("%s\n%s\n%" G_GUINT64_FORMAT, object_key(object->name),
			       function->old_name, MAX(function->sympos, 1));
}

static void add_function(kv_function_set *set, const kv_lp_object *object,
			 const kv_lp_function *function)
{
	if (!function->old_name)
		return;
	g_hash_table_add(set->names, name_key(object, function));
	if (function->sympos_open)
		g_hash_table_add(set->open, name_key(object, function));
	else
		g_hash_table_add(set->places, place_key(object, function));
}

static void add_livepatch(kv_function_set *set, const kv_livepatch *livepatch)
{
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < object->functions->len; j++)
			add_function(set, object, g_ptr_array_index(object->functions, j));
		for (guint j = 0; j < KV_CALLBACK_COUNT; j++)
			if (object->callbacks[j])
				g_hash_table_add(set->callbacks,
						 g_strdup(object_key(object->name)));
	}
}

kv_function_set *kv_function_set_new(const kv_livepatch *livepatch)
{
	kv_function_set *set = g_new0(kv_function_set, 1);

	set->places = new_set();
	set->names = new_set();
	set->open = new_set();
	set->callbacks = new_set();
	add_livepatch(set, livepatch);
	for (guint i = 0; i < livepatch->companions->len; i++)
		add_livepatch(set, g_ptr_array_index(livepatch->companions, i));
	return set;
}

void kv_function_set_free(kv_function_set *set)
{
	if (!set)
		return;
	g_hash_table_unref(set->places);
	g_hash_table_unref(set->names);
	g_hash_table_unref(set->open);
	g_hash_table_unref(set->callbacks);
	g_free(set);
}

kv_fact kv_function_set_has(const kv_function_set *set, const kv_lp_object *object,
			    const kv_lp_function *function)
{
	g_autofree char *name = NULL, *place = NULL;

	if (!function->old_name)
		return KV_NO;
	name = name_key(object, function);
	place = place_key(object, function);
	if (!g_hash_table_contains(set->names, name))
		return KV_NO;
	if (function->sympos_open)
		return KV_UNKNOWN;
	if (g_hash_table_contains(set->places, place))
		return KV_YES;
	return g_hash_table_contains(set->open, name) ? KV_UNKNOWN : KV_NO;
}

bool kv_function_set_has_callback(const kv_function_set *set, const char *name)
{
	return g_hash_table_contains(set->callbacks, object_key(name));
}
