/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/signature.h"

/* What does not fit, in the order of the result: kind, whether it breaks something, parameter. */
static char *compared(const char *original, const char *replacement)
{
	static const char *const names[] = {
		[KV_MISFIT_RESULT_MISSING] = "missing", [KV_MISFIT_RESULT_UNREAD] = "unread",
		[KV_MISFIT_RESULT] = "result",		[KV_MISFIT_PARAMETER] = "parameter",
		[KV_MISFIT_MORE_PARAMETERS] = "more",	[KV_MISFIT_FEWER_PARAMETERS] = "fewer",
		[KV_MISFIT_VARIADIC] = "variadic",	[KV_MISFIT_NOT_VARIADIC] = "plain",
	};
	g_autoptr(GPtrArray) misfits = kv_signature_compare(original, replacement);
	GString *text = g_string_new(NULL);

	if (!misfits)
		g_string_append(text, "unknown");
	for (guint i = 0; misfits && i < misfits->len; i++) {
		const kv_misfit *misfit = g_ptr_array_index(misfits, i);

		g_string_append_printf(text, "%s%s %u%s", i > 0 ? ", " : "", names[misfit->kind],
				       misfit->parameter, misfit->breaks ? "!" : "");
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *original, *replacement, *expected;
} cases[] = {
	{"i4(p:seq_file,p)", "i4(p:seq_file,p)", ""},
	/* Results: callers read as many bits as they expect. */
	{"i4()", "v()", "missing 0!"},
	{"v()", "i4()", "unread 0"},
	{"v()", "s24()", "unread 0!"},
	{"i8()", "i4()", "result 0!"},
	{"i4()", "i8()", "result 0"},
	{"i4()", "b()", "result 0!"},
	{"b()", "i4()", "result 0!"},
	{"b()", "u1()", "result 0"},
	{"p()", "i4()", "result 0!"},
	{"p()", "u8()", "result 0"},
	{"i4()", "f4()", "result 0!"},
	{"s16:timespec64()", "s16:other()", "result 0"},
	{"s16:timespec64()", "s24()", "result 0!"},
	{"s16()", "p()", "result 0!"},
	/* Parameters: callers set as many bits as they pass, and extend to 32. */
	{"v(i4)", "v(i8)", "parameter 1!"},
	{"v(i8)", "v(i4)", "parameter 1!"},
	{"v(u1)", "v(i4)", "parameter 1"},
	{"v(i4)", "v(u2)", "parameter 1"},
	{"v(i1)", "v(u1)", "parameter 1"},
	{"v(i1)", "v(c)", ""},
	{"v(c)", "v(u1)", ""},
	{"v(b)", "v(c)", "parameter 1"},
	{"v(e1)", "v(u1)", ""},
	{"v(e4,i8)", "v(u4,u8)", ""},
	{"v(p:sock)", "v(p:socket)", "parameter 1"},
	{"v(p:sock)", "v(p)", ""},
	{"v(p)", "v(p:sock)", ""},
	{"v(p)", "v(u8)", "parameter 1"},
	{"v(p)", "v(u4)", "parameter 1!"},
	{"v(u4)", "v(s4)", "parameter 1"},
	{"v(s4:a)", "v(s4)", ""},
	{"v(s16)", "v(p)", "parameter 1!"},
	{"v(s16)", "v(s24)", "parameter 1!"},
	{"v(f8)", "v(u8)", "parameter 1!"},
	{"v(i4,p,i4)", "v(i4,i4,i4)", "parameter 2!"},
	/* How many. */
	{"v(p)", "v(p,p)", "more 1!"},
	{"v(p,p)", "v(p)", "fewer 2"},
	{"v(p,p)", "v()", ""},
	{"v(p,...)", "v()", "plain 1"},
	{"v()", "v(p)", "more 0!"},
	{"v(p,...)", "v(p,...)", ""},
	{"v(p)", "v(p,...)", "variadic 1!"},
	{"v(p,...)", "v(p)", "plain 1"},
	{"v(p,...)", "v(p,i4)", "plain 1"},
	{"v(...)", "v(...)", ""},
	{"i8(p:pt_regs)", "i8(p,i4,u2)", "more 1!"},
	/* What is not known fits. */
	{"?(?)", "i4(f8)", ""},
	{"i4(p)", "?(?)", ""},
	{"i4(p)", "?(?,?)", "more 1!"},
	/* Damaged. */
	{"", "i4()", "unknown"},
	{"i4()", "", "unknown"},
	{"i4", "i4()", "unknown"},
	{"i4(", "i4()", "unknown"},
	{"i4(p", "i4()", "unknown"},
	{"i4(p,)", "i4()", "unknown"},
	{"i4(p) ", "i4()", "unknown"},
	{"i(p)", "i4()", "unknown"},
	{"x4()", "i4()", "unknown"},
	{"v(...,p)", "i4()", "unknown"},
};

static void test_compare(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = compared(cases[i].original, cases[i].replacement);

		g_test_message("%s and %s", cases[i].original, cases[i].replacement);
		g_assert_cmpstr(found, ==, cases[i].expected);
	}
}

/* Whatever is cut off, it does not read on. */
static void test_cut(void)
{
	static const char whole[] = "s16:timespec64(p:inode,u8,b,c,e4,f8,?,...)";

	for (gsize length = 0; length < strlen(whole); length++) {
		g_autofree char *cut = g_strndup(whole, length);
		g_autoptr(GPtrArray) misfits = kv_signature_compare(cut, whole);

		g_assert_null(misfits);
	}
}

static void test_too_long(void)
{
	g_autoptr(GString) many = g_string_new("v(p");
	g_autoptr(GPtrArray) misfits = NULL;

	for (int i = 0; i < 80; i++)
		g_string_append(many, ",p");
	g_string_append_c(many, ')');
	misfits = kv_signature_compare(many->str, "v()");
	g_assert_null(misfits);
}

static void test_words(void)
{
	g_autoptr(GPtrArray) misfits =
		kv_signature_compare("i8(p:sock,s16:range,u2)", "v(p:file,p,b)");
	static const char *const expected[][2] = {
		{"an integer of 8 bytes", "nothing"},
		{"a pointer to struct sock", "a pointer to struct file"},
		{"struct range of 16 bytes", "a pointer"},
		{"an unsigned integer of 2 bytes", "a bool"},
	};

	g_assert_cmpuint(misfits->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < misfits->len; i++) {
		const kv_misfit *misfit = g_ptr_array_index(misfits, i);

		g_assert_cmpstr(misfit->original, ==, expected[i][0]);
		g_assert_cmpstr(misfit->replacement, ==, expected[i][1]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signature/compare", test_compare);
	g_test_add_func("/signature/cut", test_cut);
	g_test_add_func("/signature/too-long", test_too_long);
	g_test_add_func("/signature/words", test_words);
	return g_test_run();
}
