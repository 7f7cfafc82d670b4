/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/distance.h"

/* Counted by hand; 3 stands for "more than two". */
static void test_edits(void)
{
	static const struct {
		const char *a, *b;
		guint edits;
	} cases[] = {
		{"", "", 0},
		{"a", "a", 0},
		{"", "ab", 2},
		{"", "abc", 3},
		{"ext4", "ext3", 1},
		{"unix_gc", "unix_g", 1},
		{"abc", "xabc", 1},
		{"abc", "abxc", 1},
		{"abcd", "bcde", 2},
		{"show", "shwo", 2},
		{"kitten", "sitting", 3},
		{"abcdef", "uvwxyz", 3},
		{"aaaa", "aabbaa", 2},
		{"abcabc", "bcabca", 2},
		{"abcdefgh", "badcfegh", 3},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpuint(kv_name_distance(cases[i].a, cases[i].b), ==, cases[i].edits);
		g_assert_cmpuint(kv_name_distance(cases[i].b, cases[i].a), ==, cases[i].edits);
	}
}

static void test_resembles(void)
{
	static const struct {
		const char *given, *name;
		bool alike;
	} cases[] = {
		{"chekc", "check", true},
		{"inline-copy", "inline-copies", true},
		{"unterminated", "object-unterminated", true},
		{"inline", "inline-only", true},
		{"xyzzy", "check", false},
		{"ab", "func", false},
		{"object", "symbol-absent", false},
		{"", "func", false},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_true(kv_name_resembles(cases[i].given, cases[i].name) == cases[i].alike);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/distance/edits", test_edits);
	g_test_add_func("/distance/resembles", test_resembles);
	return g_test_run();
}
