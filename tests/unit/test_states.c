/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "base/error.h"
#include "livepatch/module/read.h"

/* Where meson compiled the modules of livepatch/; what they hold is written in their sources. */
static const char *module_dir;

static kv_livepatch *read_module(const char *name)
{
	g_autofree char *path = g_build_filename(module_dir, name, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = kv_file_open(path, &error);
	kv_livepatch *livepatch;

	g_assert_no_error(error);
	livepatch = kv_livepatch_read(file, NULL, &error);
	g_assert_no_error(error);
	return livepatch;
}

static void assert_state(const kv_livepatch *livepatch, guint index, uint64_t id, uint32_t version)
{
	g_assert_cmpuint(index, <, livepatch->states->len);

	const kv_lp_state *state = &g_array_index(livepatch->states, kv_lp_state, index);

	g_assert_cmpuint(state->id, ==, id);
	g_assert_cmpuint(state->version, ==, version);
}

/* Those of the source's last array: every bit of id and version counts. */
static void test_read(void)
{
	static const char *const names[] = {"states.ko", "states-data_set.ko",
					    "states-replace_set.ko", "states-stripped.ko"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(names[i]);

		g_test_message("%s", names[i]);
		g_assert_cmpstr(livepatch->states_unread, ==, NULL);
		g_assert_cmpuint(livepatch->states->len, ==, 2);
		assert_state(livepatch, 0, 0x8000000000000001, 0xffffffff);
		assert_state(livepatch, 1, 7, 0);
	}
}

/* klp_for_each_state() ends at an id of 0, whatever else that element holds. */
static void test_end(void)
{
	g_autoptr(kv_livepatch) livepatch = read_module("states-behind_end.ko");

	g_assert_null(livepatch->states_unread);
	g_assert_cmpuint(livepatch->states->len, ==, 1);
	assert_state(livepatch, 0, 1, 4);
}

static void test_none(void)
{
	static const char *const names[] = {"states-no_states.ko", "states-zeroed.ko",
					    "sample-5004.ko", "kpatch.ko", "klp-build.ko"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(names[i]);

		g_test_message("%s", names[i]);
		g_assert_null(livepatch->states_unread);
		g_assert_cmpuint(livepatch->states->len, ==, 0);
	}
}

/* What the kernel will find there is not in the file: that is not "none". */
static void test_unread(void)
{
	static const char *const names[] = {
		"states-assigned.ko",
		"states-assigned_constant.ko",
		"states-filled.ko",
		"states-id_relocated.ko",
		"states-id_set.ko",
		"states-outside.ko",
		"states-unended.ko",
		"states-version_set.ko",
		"states-version_set_constant.ko",
		"allocated.ko",
		"several.ko",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(names[i]);

		g_test_message("%s", names[i]);
		g_assert_nonnull(livepatch->states_unread);
		g_assert_cmpuint(livepatch->states->len, ==, 0);
	}
}

/* A reader that finds nothing to read must not say that there is nothing. */
static void test_default(void)
{
	g_autoptr(kv_livepatch) livepatch = kv_livepatch_new("none");

	g_assert_nonnull(livepatch->states_unread);
	g_assert_cmpuint(livepatch->states->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 2);
	module_dir = argv[1];
	g_test_add_func("/states/read", test_read);
	g_test_add_func("/states/end", test_end);
	g_test_add_func("/states/none", test_none);
	g_test_add_func("/states/unread", test_unread);
	g_test_add_func("/states/default", test_default);
	return g_test_run();
}
