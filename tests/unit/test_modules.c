/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "image_fixture.h"
#include "kernel/module_tree.h"
#include "kernel/modules.h"
#include "sandbox.h"

#define REL "6.1.0-9-amd64"
#define INSTALLED "lib/modules/" REL
#define DEBUG "usr/lib/debug/lib/modules/" REL

/* A module of one state: what it is called, which build it is of and what it holds. */
static const char *write_module(sandbox root, const char *path, const char *name,
				const char *build_id, bool has_debug, bool has_code)
{
	g_autofree char *modinfo = g_strdup_printf("name=%s;vermagic=" REL " SMP;", name);
	image_fixture fixture = {
		.type = ET_REL,
		.symbols = image_some_symbols,
		.build_id = build_id,
		.modinfo = modinfo,
		.has_debug = has_debug,
		.without_code = !has_code,
	};

	return image_fixture_write(root, path, &fixture);
}

static kv_modules *modules_of(sandbox root, const char *user_dir)
{
	g_autoptr(kv_kernel_files) files = kv_kernel_files_new();

	g_ptr_array_add(files->roots, g_strdup(root));
	kv_kernel_files_find(files, REL);
	return kv_modules_new(files, user_dir);
}

/*
 * Asserts that asking for @module gives the file @expected of @root, or, when that is NULL, a
 * reason with the word @word and a way to supply it; and that there are @warnings warnings, the
 * first with the word @word.
 */
static void assert_found(sandbox root, kv_modules *modules, const char *module,
			 const char *expected, guint warnings, const char *word)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *reason = NULL, *supply = NULL, *half = NULL;
	g_autofree char *path = kv_modules_find(modules, module, lines, &half, &reason, &supply);

	g_assert_cmpstr(path, ==, expected ? sandbox_path(root, expected) : NULL);
	g_assert_null(half);
	g_assert_cmpuint(lines->len, ==, warnings);
	if (!expected) {
		g_assert_nonnull(strstr(reason, word));
		g_assert_true(strstr(supply, "--modules") || strchr(module, '-'));
	} else if (warnings) {
		g_assert_nonnull(strstr(g_ptr_array_index(lines, 0), word));
	}
}

/* Asserts that @module is in the files @expected and @expected_half of @root. */
static void assert_split(sandbox root, kv_modules *modules, const char *module,
			 const char *expected, const char *expected_half)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *reason = NULL, *supply = NULL, *half = NULL;
	g_autofree char *path = kv_modules_find(modules, module, lines, &half, &reason, &supply);

	g_assert_cmpstr(path, ==, sandbox_path(root, expected));
	g_assert_cmpstr(half, ==, sandbox_path(root, expected_half));
	g_assert_cmpuint(lines->len, ==, 0);
}

static void test_names(void)
{
	static const struct {
		const char *path, *name;
	} cases[] = {
		{"/x/btrfs.ko", "btrfs"},
		{"/x/kvm-intel.ko", "kvm_intel"},
		{"/x/snd-hda-codec.ko.gz", "snd_hda_codec"},
		{"/x/ext4.ko.xz", "ext4"},
		{"/x/ext4.ko.zst", "ext4"},
		{"ext4.ko.debug", "ext4"},
		{"/x/ext4.o", NULL},
		{"/x/.ko", NULL},
		{"/x.ko/README", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = kv_module_name_of(cases[i].path);

		g_assert_cmpstr(name, ==, cases[i].name);
	}
}

/* What depmod writes leads to the file. */
static void test_listed(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = modules_of(root, NULL);
	g_autoptr(kv_modules) listed = NULL;
	const GPtrArray *names;

	g_assert_false(kv_modules_has_tree(modules));
	assert_found(root, modules, "kvm_intel", NULL, 0, "not found");

	write_module(root, INSTALLED "/kernel/arch/kvm-intel.ko", "kvm_intel", "aaaa", false, true);
	sandbox_write(root, INSTALLED "/modules.dep",
		      "kernel/arch/kvm-intel.ko: kernel/arch/kvm.ko\n"
		      "kernel/arch/kvm.ko:\n"
		      "../../../etc/evil.ko:\n");
	listed = modules_of(root, NULL);
	g_assert_true(kv_modules_has_tree(listed));
	assert_found(root, listed, "kvm_intel", INSTALLED "/kernel/arch/kvm-intel.ko", 0, NULL);
	assert_found(root, listed, "kvm-intel", NULL, 0, "can be called");
	assert_found(root, listed, "kvm", NULL, 0, "file is not there");
	assert_found(root, listed, "evil", NULL, 0, "file is not there");

	names = kv_modules_names(listed);
	g_assert_cmpuint(names->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(names, 0), ==, "evil");
	g_assert_cmpstr(g_ptr_array_index(names, 1), ==, "kvm");
	g_assert_cmpstr(g_ptr_array_index(names, 2), ==, "kvm_intel");
}

/* Installed without depmod, or after it. */
static void test_unlisted(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) without_list = NULL, with_old_list = NULL;

	write_module(root, INSTALLED "/updates/new.ko", "new", "aaaa", false, true);
	without_list = modules_of(root, NULL);
	g_assert_true(kv_modules_has_tree(without_list));
	assert_found(root, without_list, "new", INSTALLED "/updates/new.ko", 0, NULL);

	sandbox_write(root, INSTALLED "/modules.dep", "kernel/old.ko:\n");
	with_old_list = modules_of(root, NULL);
	assert_found(root, with_old_list, "new", INSTALLED "/updates/new.ko", 0, NULL);
}

/* The lists of build trees: with and without "kernel/" in front, objects since 6.2. */
static void test_build_tree(void)
{
	static const char *const entries[] = {"kernel/fs/mini-fs.ko\n", "fs/mini-fs.ko\n",
					      "fs/mini-fs.o\n"};
	g_auto(sandbox) root = sandbox_new();

	write_module(root, "fs/mini-fs.ko", "mini_fs", "aaaa", true, true);
	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		g_autoptr(kv_module_tree) tree = kv_module_tree_new(root, KV_MODULE_TREE_LISTED);
		g_autoptr(GPtrArray) files = NULL;

		sandbox_write(root, "modules.order", entries[i]);
		files = kv_module_tree_files(tree, "mini_fs");
		g_assert_cmpuint(files->len, ==, 1);
		g_assert_cmpstr(g_ptr_array_index(files, 0), ==,
				sandbox_path(root, "fs/mini-fs.ko"));
	}
}

/* Debian: the debug tree mirrors the installed one, file for file. */
static void test_debug_tree(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = NULL;

	write_module(root, INSTALLED "/kernel/same.ko", "same", "aaaa", false, true);
	write_module(root, DEBUG "/kernel/same.ko", "same", "aaaa", true, true);
	write_module(root, INSTALLED "/kernel/other.ko", "other", "aaaa", false, true);
	write_module(root, DEBUG "/kernel/other.ko", "other", "bbbb", true, true);
	write_module(root, INSTALLED "/kernel/no-id.ko", "no_id", NULL, false, true);
	write_module(root, DEBUG "/kernel/no-id.ko", "no_id", NULL, true, true);
	/* Not a module of the kernel that is installed. */
	write_module(root, DEBUG "/kernel/alone.ko", "alone", "aaaa", true, true);
	write_module(root, INSTALLED "/kernel/moved.ko", "moved", "aaaa", false, true);
	write_module(root, DEBUG "/else/where/moved.ko", "moved", "aaaa", true, true);
	write_module(root, INSTALLED "/kernel/full.ko", "full", "aaaa", true, true);
	write_module(root, DEBUG "/kernel/full.ko", "full", "bbbb", true, true);

	modules = modules_of(root, NULL);
	assert_found(root, modules, "same", DEBUG "/kernel/same.ko", 0, NULL);
	assert_found(root, modules, "other", INSTALLED "/kernel/other.ko", 1, "62626262");
	assert_found(root, modules, "no_id", INSTALLED "/kernel/no-id.ko", 1, "none");
	assert_found(root, modules, "moved", DEBUG "/else/where/moved.ko", 0, NULL);
	assert_found(root, modules, "alone", NULL, 0, "no file");
	assert_found(root, modules, "full", INSTALLED "/kernel/full.ko", 0, NULL);
}

/* Fedora, RHEL, SUSE: the debug tree holds what was split off. */
static void test_split(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = NULL, with_code = NULL, with_debug = NULL, with_both = NULL;

	write_module(root, INSTALLED "/kernel/split.ko", "split", "aaaa", false, true);
	sandbox_pack(root, INSTALLED "/kernel/split.ko", ".xz");
	write_module(root, DEBUG "/kernel/split.ko.debug", "split", "aaaa", true, false);
	write_module(root, INSTALLED "/kernel/other.ko", "other", "aaaa", false, true);
	write_module(root, DEBUG "/kernel/other.ko.debug", "other", "bbbb", true, false);
	write_module(root, INSTALLED "/kernel/no-id.ko", "no_id", NULL, false, true);
	write_module(root, DEBUG "/kernel/no-id.ko.debug", "no_id", NULL, true, false);
	write_module(root, INSTALLED "/kernel/full.ko", "full", "aaaa", true, true);
	write_module(root, DEBUG "/kernel/full.ko.debug", "full", "aaaa", true, false);
	modules = modules_of(root, NULL);
	assert_split(root, modules, "split", INSTALLED "/kernel/split.ko.xz",
		     DEBUG "/kernel/split.ko.debug");
	assert_found(root, modules, "other", INSTALLED "/kernel/other.ko", 1, "62626262");
	assert_found(root, modules, "no_id", INSTALLED "/kernel/no-id.ko", 1, "none");
	assert_found(root, modules, "full", INSTALLED "/kernel/full.ko", 0, NULL);

	/* Either half, or both, in a folder of the user's. */
	write_module(root, "code/split.ko", "split", "aaaa", false, true);
	with_code = modules_of(root, sandbox_path(root, "code"));
	assert_split(root, with_code, "split", "code/split.ko", DEBUG "/kernel/split.ko.debug");

	write_module(root, "debug/split.ko.debug", "split", "aaaa", true, false);
	write_module(root, "debug/other.ko.debug", "other", "cccc", true, false);
	with_debug = modules_of(root, sandbox_path(root, "debug"));
	assert_split(root, with_debug, "split", INSTALLED "/kernel/split.ko.xz",
		     "debug/split.ko.debug");
	assert_found(root, with_debug, "other", "debug/other.ko.debug", 0, NULL);

	write_module(root, "both/split.ko", "split", "dddd", false, true);
	write_module(root, "both/split.ko.debug", "split", "dddd", true, false);
	with_both = modules_of(root, sandbox_path(root, "both"));
	assert_split(root, with_both, "split", "both/split.ko", "both/split.ko.debug");
}

/* The debug package alone, and a list that a fetched kernel comes with. */
static void test_debug_tree_alone(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) alone = NULL, listed = NULL;

	write_module(root, DEBUG "/kernel/a-lone.ko", "a_lone", "aaaa", true, true);
	alone = modules_of(root, NULL);
	assert_found(root, alone, "a_lone", DEBUG "/kernel/a-lone.ko", 0, NULL);
	g_assert_false(kv_modules_has_tree(alone));

	sandbox_write(root, INSTALLED "/modules.order", "kernel/a-lone.ko\nkernel/b.ko\n");
	listed = modules_of(root, NULL);
	assert_found(root, listed, "a_lone", DEBUG "/kernel/a-lone.ko", 0, NULL);
	g_assert_true(kv_modules_has_tree(listed));
	g_assert_cmpuint(kv_modules_names(listed)->len, ==, 2);
}

static void test_packed(void)
{
	static const char *const endings[] = {".gz", ".xz", ".zst"};

	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_auto(sandbox) root = sandbox_new();
		g_autofree char *name =
			g_strconcat(INSTALLED "/kernel/pa-cked.ko", endings[i], NULL);
		g_autofree char *entry = g_strdup_printf("kernel/pa-cked.ko%s:\n", endings[i]);
		g_autoptr(kv_modules) searched = NULL, listed = NULL, with_debug = NULL;

		write_module(root, INSTALLED "/kernel/pa-cked.ko", "pa_cked", "aaaa", false, true);
		sandbox_pack(root, INSTALLED "/kernel/pa-cked.ko", endings[i]);
		searched = modules_of(root, NULL);
		assert_found(root, searched, "pa_cked", name, 0, NULL);

		sandbox_write(root, INSTALLED "/modules.dep", entry);
		listed = modules_of(root, NULL);
		assert_found(root, listed, "pa_cked", name, 0, NULL);

		write_module(root, DEBUG "/kernel/pa-cked.ko", "pa_cked", "aaaa", true, true);
		with_debug = modules_of(root, NULL);
		assert_found(root, with_debug, "pa_cked", DEBUG "/kernel/pa-cked.ko", 0, NULL);
	}
}

static void test_user_folder(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) flat = NULL, several = NULL, differing = NULL;
	const GPtrArray *names;

	write_module(root, INSTALLED "/kernel/target.ko", "target", "aaaa", true, true);
	write_module(root, INSTALLED "/kernel/other.ko", "other", "aaaa", true, true);
	write_module(root, "mine/target.ko", "target", "bbbb", false, true);
	flat = modules_of(root, sandbox_path(root, "mine"));
	assert_found(root, flat, "target", "mine/target.ko", 0, NULL);
	assert_found(root, flat, "other", INSTALLED "/kernel/other.ko", 0, NULL);
	assert_found(root, flat, "absent", NULL, 0, "mine");
	names = kv_modules_names(flat);
	g_assert_cmpuint(names->len, ==, 2);

	/* The same build unstripped is better, another build is a reason to ask. */
	write_module(root, "mine/deep/er/target.ko", "target", "bbbb", true, true);
	several = modules_of(root, sandbox_path(root, "mine"));
	assert_found(root, several, "target", "mine/deep/er/target.ko", 0, NULL);
	write_module(root, "mine/a/target.ko", "target", "cccc", false, true);
	differing = modules_of(root, sandbox_path(root, "mine"));
	assert_found(root, differing, "target", "mine/deep/er/target.ko", 1, "several");
}

/* A user's folder of just some modules does not tell which modules the kernel has. */
static void test_user_folder_is_no_tree(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = NULL;

	write_module(root, "mine/target.ko", "target", "bbbb", false, true);
	write_module(root, DEBUG "/kernel/x.ko", "x", "bbbb", true, true);
	modules = modules_of(root, sandbox_path(root, "mine"));
	g_assert_false(kv_modules_has_tree(modules));
	g_assert_cmpuint(kv_modules_names(modules)->len, ==, 2);
}

static void test_links(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = NULL;

	write_module(root, INSTALLED "/kernel/x.ko", "x", "aaaa", true, true);
	write_module(root, "sources/y.ko", "y", "aaaa", true, true);
	sandbox_link(root, INSTALLED "/kernel/loop", "..");
	sandbox_link(root, INSTALLED "/build", sandbox_path(root, "sources"));
	sandbox_link(root, INSTALLED "/weak-updates/z.ko", "../kernel/x.ko");
	sandbox_link(root, INSTALLED "/kernel/dangling.ko", "nowhere");
	sandbox_link(root, INSTALLED "/kernel/itself.ko", "itself.ko");
	modules = modules_of(root, NULL);
	assert_found(root, modules, "x", INSTALLED "/kernel/x.ko", 0, NULL);
	assert_found(root, modules, "y", NULL, 0, "y");
	/* A link to a module under another name is not a module of that name. */
	assert_found(root, modules, "z", NULL, 0, "z");
	assert_found(root, modules, "dangling", NULL, 0, "dangling");
	assert_found(root, modules, "itself", NULL, 0, "itself");
}

/* Before 4.17 modules did not say what they are called: their file does. */
static void test_without_name(void)
{
	static const image_fixture nameless = {.type = ET_REL,
					       .symbols = image_some_symbols,
					       .build_id = "aaaa",
					       .modinfo = "license=GPL;"};
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = NULL;

	image_fixture_write(root, INSTALLED "/kernel/old-style.ko", &nameless);
	write_module(root, INSTALLED "/kernel/renamed.ko", "original", "aaaa", true, true);
	modules = modules_of(root, NULL);
	assert_found(root, modules, "old_style", INSTALLED "/kernel/old-style.ko", 0, NULL);
	assert_found(root, modules, "renamed", NULL, 0, "renamed");
}

static void test_damaged(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_modules) modules = NULL;

	sandbox_write(root, INSTALLED "/kernel/text.ko", "not a module");
	sandbox_write(root, INSTALLED "/kernel/empty.ko", "");
	sandbox_write(root, INSTALLED "/kernel/cut.ko.xz",
		      "\xfd"
		      "7zXZ");
	sandbox_write(root, INSTALLED "/kernel/folder.ko/x", "");
	modules = modules_of(root, NULL);
	assert_found(root, modules, "text", NULL, 0, "text.ko");
	assert_found(root, modules, "empty", NULL, 0, "empty");
	assert_found(root, modules, "cut", NULL, 0, "cut.ko.xz");
	assert_found(root, modules, "folder", NULL, 0, "folder");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/modules/names", test_names);
	g_test_add_func("/modules/listed", test_listed);
	g_test_add_func("/modules/unlisted", test_unlisted);
	g_test_add_func("/modules/build-tree", test_build_tree);
	g_test_add_func("/modules/debug-tree", test_debug_tree);
	g_test_add_func("/modules/split", test_split);
	g_test_add_func("/modules/debug-tree-alone", test_debug_tree_alone);
	g_test_add_func("/modules/packed", test_packed);
	g_test_add_func("/modules/user-folder", test_user_folder);
	g_test_add_func("/modules/user-folder-is-no-tree", test_user_folder_is_no_tree);
	g_test_add_func("/modules/links", test_links);
	g_test_add_func("/modules/without-name", test_without_name);
	g_test_add_func("/modules/damaged", test_damaged);
	return g_test_run();
}
