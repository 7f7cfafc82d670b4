/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/installed.h"

#include "engine/function_set.h"

/*
 * Who is in klp_patches, and whose module is loaded, after a row of livepatches: expected values
 * are those of kernel/livepatch/core.c, kernel/livepatch/transition.c and kernel/module/main.c.
 */

static kv_livepatch *new_livepatch(const char *name, kv_fact replace)
{
	kv_livepatch *livepatch = kv_livepatch_new("fix.ko");

	livepatch->module_name = g_strdup(name);
	livepatch->replace = replace;
	livepatch->states_unread = NULL;
	return livepatch;
}

/*
 * @row is a list of livepatches: the name, then '=' if it is cumulative, '-' if not, '?' if that is
 * not known. @expected has, for each, 'y', 'n' or '?' for being active, and '!' if it is unloaded.
 */
static void assert_row(const char *row, const char *expected)
{
	g_autoptr(GPtrArray) previous =
		g_ptr_array_new_with_free_func((GDestroyNotify)kv_livepatch_free);
	g_autoptr(GArray) installed = NULL;
	g_autoptr(GString) found = g_string_new(NULL);

	for (; *row; row += 2) {
		const char name[] = {row[0], '\0'};
		kv_fact replace = row[1] == '?' ? KV_UNKNOWN : kv_fact_from_bool(row[1] == '=');

		g_ptr_array_add(previous, new_livepatch(name, replace));
	}
	installed = kv_installed_after(previous);
	g_assert_cmpuint(installed->len, ==, previous->len);
	for (guint i = 0; i < installed->len; i++) {
		const kv_installed *entry = &g_array_index(installed, kv_installed, i);

		g_assert_true(entry->livepatch == previous->pdata[i]);
		g_string_append_c(found, entry->active == KV_UNKNOWN ? '?'
					 : entry->active == KV_YES   ? 'y'
								     : 'n');
		if (!entry->loaded)
			g_string_append_c(found, '!');
	}
	g_assert_cmpstr(found->str, ==, expected);
}

static void test_rows(void)
{
	assert_row("", "");
	assert_row("a-", "y");
	assert_row("a-b-", "yy");
	/* klp_free_replaced_patches_async(): all that stand before it in the list */
	assert_row("a-b=", "ny");
	assert_row("a=b=c=", "nny");
	assert_row("a-b=c-", "nyy");
	/* A flag that code sets. */
	assert_row("a-b?", "?y");
	assert_row("a-b?c-", "?yy");
	assert_row("a-b=c?", "n?y");
	assert_row("a-b?c=", "nny");
	/* add_unformed_module(): the first must have gone before the second came. */
	assert_row("a-a-", "n!y");
	assert_row("a=b-a-", "n!yy");
	assert_row("a-b=a=", "n!ny");
	assert_row("a?a?", "n!y");
}

static void test_none(void)
{
	g_autoptr(GArray) installed = kv_installed_after(NULL);

	g_assert_cmpuint(installed->len, ==, 0);
}

/* What a module of source will be called is not known: none of these was unloaded. */
static void test_source(void)
{
	g_autoptr(GPtrArray) previous =
		g_ptr_array_new_with_free_func((GDestroyNotify)kv_livepatch_free);
	g_autoptr(GArray) installed = NULL;

	for (guint i = 0; i < 2; i++) {
		kv_livepatch *livepatch = new_livepatch("fix", KV_NO);

		livepatch->kind = i == 0 ? KV_LIVEPATCH_SOURCE : KV_LIVEPATCH_HAND_WRITTEN;
		g_ptr_array_add(previous, livepatch);
	}
	installed = kv_installed_after(previous);
	g_assert_true(g_array_index(installed, kv_installed, 0).loaded);
	g_assert_cmpint(g_array_index(installed, kv_installed, 0).active, ==, KV_YES);
}

static kv_lp_function *add(kv_livepatch *livepatch, const char *object, const char *name,
			   uint64_t sympos)
{
	kv_lp_function *function =
		kv_lp_object_add_function(kv_livepatch_add_object(livepatch, object), name);

	function->sympos = sympos;
	return function;
}

static kv_fact has(const kv_livepatch *livepatch, const char *object, const char *name,
		   uint64_t sympos)
{
	g_autoptr(kv_livepatch) other = new_livepatch("other", KV_NO);
	g_autoptr(kv_function_set) set = kv_function_set_new(livepatch);
	const kv_lp_function *function = add(other, object, name, sympos);

	return kv_function_set_has(set, other->objects->pdata[0], function);
}

/* klp_find_object() and klp_find_func() */
static void test_functions(void)
{
	g_autoptr(kv_livepatch) livepatch = new_livepatch("fix", KV_NO);
	kv_livepatch *companion = new_livepatch("fix", KV_NO);

	add(livepatch, NULL, "first", 0);
	add(livepatch, "net", "second", 2);
	add(companion, NULL, "third", 1);
	g_ptr_array_add(livepatch->companions, companion);
	g_assert_cmpint(has(livepatch, NULL, "first", 0), ==, KV_YES);
	g_assert_cmpint(has(livepatch, NULL, "first", 1), ==, KV_YES);
	g_assert_cmpint(has(livepatch, NULL, "first", 2), ==, KV_NO);
	g_assert_cmpint(has(livepatch, "net", "first", 0), ==, KV_NO);
	g_assert_cmpint(has(livepatch, "net", "second", 2), ==, KV_YES);
	g_assert_cmpint(has(livepatch, "net", "second", 0), ==, KV_NO);
	g_assert_cmpint(has(livepatch, NULL, "second", 2), ==, KV_NO);
	g_assert_cmpint(has(livepatch, NULL, "third", 0), ==, KV_YES);
	g_assert_cmpint(has(livepatch, NULL, "none", 0), ==, KV_NO);

	add(companion, NULL, "open", 0)->sympos_open = true;
	g_assert_cmpint(has(livepatch, NULL, "open", 3), ==, KV_UNKNOWN);
	add(companion, NULL, "open", 3);
	g_assert_cmpint(has(livepatch, NULL, "open", 3), ==, KV_YES);
}

static bool has_callback(const kv_livepatch *livepatch, const char *object)
{
	g_autoptr(kv_function_set) set = kv_function_set_new(livepatch);

	return kv_function_set_has_callback(set, object);
}

static void test_callbacks(void)
{
	g_autoptr(kv_livepatch) livepatch = new_livepatch("fix", KV_NO);
	kv_livepatch *companion = new_livepatch("fix", KV_NO);

	kv_livepatch_add_object(livepatch, "net");
	kv_livepatch_add_object(companion, NULL)->callbacks[KV_POST_PATCH] = g_strdup("after");
	g_assert_false(has_callback(livepatch, NULL));
	g_ptr_array_add(livepatch->companions, companion);
	g_assert_true(has_callback(livepatch, NULL));
	g_assert_false(has_callback(livepatch, "net"));
}

static void add_state(kv_livepatch *livepatch, uint64_t id, uint32_t version)
{
	kv_lp_state state = {id, version};

	g_array_append_val(livepatch->states, state);
}

/* klp_is_state_compatible(): who could not come after whom. */
static void test_clash(void)
{
	static const struct {
		kv_fact replace;  /* of the second */
		uint32_t version; /* 0: without the state */
		bool clash;
	} cases[] = {
		{KV_YES, 2, false}, {KV_YES, 3, false}, {KV_YES, 1, true}, {KV_YES, 0, true},
		{KV_NO, 2, false},  {KV_NO, 1, true},	{KV_NO, 0, false}, {KV_UNKNOWN, 0, false},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(kv_livepatch) first = new_livepatch("first", KV_YES);
		g_autoptr(kv_livepatch) second = new_livepatch("second", cases[i].replace);
		g_autoptr(GPtrArray) previous = g_ptr_array_new();
		g_autoptr(GArray) installed = NULL;

		add_state(first, 7, 2);
		add_state(second, 9, 1);
		if (cases[i].version > 0)
			add_state(second, 7, cases[i].version);
		g_ptr_array_add(previous, first);
		g_ptr_array_add(previous, second);
		installed = kv_installed_after(previous);
		g_assert_null(g_array_index(installed, kv_installed, 0).clash);
		g_assert_true(g_array_index(installed, kv_installed, 1).clash ==
			      (cases[i].clash ? first : NULL));
	}
}

/* Of two with one id the first counts: klp_get_state(). */
static void test_states(void)
{
	static const kv_lp_state states[] = {{7, 2}, {9, 1}, {7, 3}};
	g_autoptr(kv_livepatch) livepatch = new_livepatch("fix", KV_NO);

	g_array_append_vals(livepatch->states, states, G_N_ELEMENTS(states));
	g_assert_cmpuint(kv_livepatch_state(livepatch, 7)->version, ==, 2);
	g_assert_cmpuint(kv_livepatch_state(livepatch, 9)->version, ==, 1);
	g_assert_null(kv_livepatch_state(livepatch, 1));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/installed/rows", test_rows);
	g_test_add_func("/installed/none", test_none);
	g_test_add_func("/installed/source", test_source);
	g_test_add_func("/installed/functions", test_functions);
	g_test_add_func("/installed/callbacks", test_callbacks);
	g_test_add_func("/installed/states", test_states);
	g_test_add_func("/installed/clash", test_clash);
	return g_test_run();
}
