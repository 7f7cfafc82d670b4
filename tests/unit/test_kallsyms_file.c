/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "base/error.h"
#include "image_fixture.h"
#include "indexer/build.h"
#include "kernel/kallsyms_file.h"
#include "sandbox.h"

/* Two functions and a variable called twice, and two names of one address. */
static const image_symbol symbols[] = {
	{"_text", 0x0, false},	  {"first", 0x10, false},
	{"twice", 0x20, false},	  {"second", 0x30, false},
	{"twice", 0x40, false},	  {"alias_a", 0x50, false},
	{"alias_b", 0x50, false}, {"twice", 0x8, true},
	{"variable", 0x20, true}, {0},
};

/* What nm -n prints of them. */
static const char map[] = "ffffffff81000000 t _text\n"
			  "ffffffff81000010 t first\n"
			  "ffffffff81000020 t twice\n"
			  "ffffffff81000030 t second\n"
			  "ffffffff81000040 t twice\n"
			  "ffffffff81000050 t alias_a\n"
			  "ffffffff81000050 t alias_b\n"
			  "ffffffff82000008 d twice\n"
			  "ffffffff82000020 d variable\n";

static kv_index *index_of(sandbox root, const image_symbol *own)
{
	image_fixture fixture = {.type = ET_EXEC, .symbols = own, .build_id = "aaaa"};
	const char *path = image_fixture_write(root, "vmlinux", &fixture);
	g_autoptr(GError) error = NULL;
	GBytes *bytes = kv_index_build(path, NULL, KV_OBJECT_VMLINUX, &error);
	kv_index *index;

	g_assert_no_error(error);
	index = kv_index_from_bytes("memory", bytes, &error);
	g_assert_no_error(error);
	return index;
}

/* The warnings that comparing @text with the symbols above gives. */
static GPtrArray *compare(const char *text)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_index) index = index_of(root, symbols);
	g_autoptr(kv_file) file = kv_file_from_memory("the-map", text, strlen(text));
	GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	kv_kallsyms_file_compare(file, index, warnings, &error);
	g_assert_no_error(error);
	return warnings;
}

static void assert_agrees(const char *text)
{
	g_autoptr(GPtrArray) warnings = compare(text);

	if (warnings->len)
		g_error("unexpected: %s", (const char *)g_ptr_array_index(warnings, 0));
}

/* Asserts a first warning with the count @total, and one more with @word for each of @words. */
static void assert_contradicts(const char *text, guint total, const char *const *words)
{
	g_autoptr(GPtrArray) warnings = compare(text);
	g_autofree char *count = g_strdup_printf(": %u difference", total);

	g_assert_cmpuint(warnings->len, >=, 1);
	g_assert_nonnull(strstr(g_ptr_array_index(warnings, 0), "the-map contradicts "));
	if (!strstr(g_ptr_array_index(warnings, 0), count))
		g_error("not%s: %s", count, (const char *)g_ptr_array_index(warnings, 0));
	g_assert_cmpuint(warnings->len - 1, ==, g_strv_length((char **)words));
	for (guint i = 0; words[i]; i++) {
		if (!strstr(g_ptr_array_index(warnings, i + 1), words[i]))
			g_error("\"%s\" is missing in: %s", words[i],
				(const char *)g_ptr_array_index(warnings, i + 1));
	}
}

/* @text with @from replaced by @to everywhere; free with g_free(). */
static char *replaced(const char *text, const char *from, const char *to)
{
	g_autoptr(GString) string = g_string_new(text);

	g_assert_cmpuint(g_string_replace(string, from, to, 0), >, 0);
	return g_string_free(g_steal_pointer(&string), FALSE);
}

static void test_same(void)
{
	g_autofree char *other_tie = replaced(map, "alias_a\nffffffff81000050 t alias_b",
					      "alias_b\nffffffff81000050 t alias_a");
	g_autofree char *global = replaced(map, " t ", " T ");

	assert_agrees(map);
	assert_agrees(other_tie);
	assert_agrees(global);
}

/* What kallsyms does not keep, and what the running kernel adds. */
static void test_ignored(void)
{
	g_autofree char *text = g_strconcat(
		"0000000000000000 A absolute\n00000000000001ea A kexec_control_code_size\n"
		"0000000000001000 A twice\n",
		map,
		"ffffffff82000400 r kallsyms_names\nffffffff82000410 r kallsyms_token_index\n"
		"ffffffff82000420 r __kstrtab_first\nffffffff82000430 r __crc_first\n"
		"ffffffffc0000000 t kvm_init\t[kvm]\nffffffffc0000010 t first\t[kvm]\n"
		"ffffffffc0001000 t bpf_prog_6deef7357e7b4530\t[bpf]\n"
		"ffffffffc0002000 t ftrace_trampoline\t[__builtin__ftrace]\n",
		NULL);

	assert_agrees(text);
}

static void test_kaslr(void)
{
	g_autofree char *text = replaced(map, "ffffffff81", "ffffffff9f");
	g_autofree char *moved = replaced(text, "ffffffff82", "ffffffffa0");
	g_autofree char *half = replaced(map, "ffffffff81", "ffffffff9f");
	const char *words[] = {"2 symbols at another address, first twice (0xffffffff82000008",
			       NULL};

	assert_agrees(moved);
	/* .data did not move along. */
	assert_contradicts(half, 2, words);
}

/* Per-CPU symbols are offsets: KASLR does not move them. */
static void test_per_cpu(void)
{
	g_autofree char *data = replaced(map, "ffffffff82000020 d", "ffffffff82000020 A");
	g_autofree char *text = replaced(data, "ffffffff81", "ffffffff9f");
	g_autofree char *moved = replaced(text, "ffffffff82000008", "ffffffffa0000008");

	assert_agrees(moved);
}

static char *without_addresses(const char *text)
{
	g_autoptr(GRegex) address = g_regex_new("^[0-9a-f]{16}", G_REGEX_MULTILINE, 0, NULL);

	return g_regex_replace_literal(address, text, -1, 0, "0000000000000000", 0, NULL);
}

static void test_zeroed(void)
{
	g_autofree char *zeroed = without_addresses(map);
	g_autofree char *other_tie = replaced(zeroed, "alias_a\n0000000000000000 t alias_b",
					      "alias_b\n0000000000000000 t alias_a");
	g_autofree char *swapped = replaced(zeroed, "first\n0000000000000000 t twice",
					    "twice\n0000000000000000 t first");
	g_autofree char *extra = g_strconcat(zeroed, "0000000000000000 t new\n", NULL);
	const char *order[] = {"2 symbols in another place of the order, first twice where vmlinux "
			       "has first, first where vmlinux has twice",
			       NULL};
	const char *only[] = {"1 symbols that vmlinux does not have, first new", NULL};

	assert_agrees(zeroed);
	assert_agrees(other_tie);
	assert_contradicts(swapped, 2, order);
	assert_contradicts(extra, 1, only);
}

static void test_differences(void)
{
	g_autofree char *absent = replaced(map, "ffffffff81000010 t first\n", "");
	g_autofree char *fewer = replaced(map, "ffffffff81000040 t twice\n", "");
	g_autofree char *more = g_strconcat(map, "ffffffff82000040 d first\n", NULL);
	g_autofree char *moved = replaced(map, "ffffffff81000030", "ffffffff81000031");
	const char *absent_words[] = {"1 symbols of vmlinux are not listed, first first", NULL};
	const char *fewer_words[] = {"first twice (2, vmlinux 3)", NULL};
	const char *more_words[] = {"first first (2, vmlinux 1)", NULL};
	const char *moved_words[] = {
		"first second (0xffffffff81000031, vmlinux 0xffffffff81000030)", NULL};

	assert_contradicts(absent, 1, absent_words);
	assert_contradicts(fewer, 1, fewer_words);
	assert_contradicts(more, 1, more_words);
	assert_contradicts(moved, 1, moved_words);
}

/* Of another kernel altogether: the counts are complete, the examples few. */
static void test_other_kernel(void)
{
	const char *words[] = {"5 symbols that vmlinux does not have, first a, b, c",
			       "8 symbols of vmlinux are not listed, first alias_a, alias_b, first",
			       NULL};

	assert_contradicts("ffffffff81000000 T _text\nffffffff81000001 T a\n"
			   "ffffffff81000002 T b\nffffffff81000003 T c\n"
			   "ffffffff81000004 T d\nffffffff81000005 T e\n",
			   13, words);
}

static void test_not_a_list(void)
{
	static const struct {
		const char *text, *word;
		kv_error_code code;
	} cases[] = {
		{"", "no symbol", KV_ERROR_INPUT},
		{"\n\n", "no symbol", KV_ERROR_INPUT},
		{"root:x:0:0\n", ":1: not a line", KV_ERROR_INPUT},
		{"ffffffff81000000 T a\nffffffff81000000\n", ":2: not a line", KV_ERROR_INPUT},
		{"ffffffff81000000 T \n", ":1: not a line", KV_ERROR_INPUT},
		{"ffffffff810000000 T a\n", ":1: not a line", KV_ERROR_INPUT},
		{"                 U a\n", ":1: not a line", KV_ERROR_INPUT},
		{"ffffffffc0000000 t a\t[kvm]\n", "no symbol of vmlinux", KV_ERROR_INPUT},
		{"ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg "
		 "package\n",
		 "/usr/lib/debug/boot/System.map", KV_ERROR_USAGE},
	};
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_index) index = index_of(root, symbols);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(kv_file) file =
			kv_file_from_memory("the-map", cases[i].text, strlen(cases[i].text));
		g_autoptr(GError) error = NULL;

		g_assert_false(kv_kallsyms_file_compare(file, index, warnings, &error));
		g_assert_error(error, KV_ERROR, (int)cases[i].code);
		g_assert_nonnull(strstr(error->message, cases[i].word));
		g_assert_cmpuint(warnings->len, ==, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kallsyms-file/same", test_same);
	g_test_add_func("/kallsyms-file/ignored", test_ignored);
	g_test_add_func("/kallsyms-file/kaslr", test_kaslr);
	g_test_add_func("/kallsyms-file/per-cpu", test_per_cpu);
	g_test_add_func("/kallsyms-file/zeroed", test_zeroed);
	g_test_add_func("/kallsyms-file/differences", test_differences);
	g_test_add_func("/kallsyms-file/other-kernel", test_other_kernel);
	g_test_add_func("/kallsyms-file/not-a-list", test_not_a_list);
	return g_test_run();
}
