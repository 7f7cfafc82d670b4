/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "image_fixture.h"
#include "kernel/module_functions.h"
#include "kernel/modules.h"
#include "sandbox.h"

#define REL "6.1.0-9-amd64"
#define INSTALLED "lib/modules/" REL

static const image_symbol first_symbols[] = {
	{"only_first", 0, false}, {"shared", 0x10, false}, {"some_data", 0, true}, {0}};
static const image_symbol second_symbols[] = {
	{"only_other", 0, false}, {"shared", 0x10, false}, {"shared", 0x20, false}, {0}};

static const char *write_module(sandbox root, const char *path, const image_symbol *symbols)
{
	image_fixture fixture = {.type = ET_REL, .symbols = symbols, .modinfo = "license=GPL;"};

	return image_fixture_write(root, path, &fixture);
}

/* What a new look at the modules below @root, with @user_dir, tells about @symbol. */
static char *defining(sandbox root, const char *user_dir, const char *cache, const char *symbol,
		      guint max)
{
	g_autoptr(kv_kernel_files) files = kv_kernel_files_new();
	g_autoptr(kv_modules) modules = NULL;
	g_autoptr(GPtrArray) names = NULL;

	g_ptr_array_add(files->roots, g_strdup(root));
	kv_kernel_files_find(files, REL);
	modules = kv_modules_new(files, user_dir);
	names = kv_modules_defining(modules, cache, symbol, max);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" ", (char **)names->pdata);
}

static void assert_defining(sandbox root, const char *symbol, const char *expected)
{
	g_autofree char *found = defining(root, NULL, sandbox_path(root, "cache"), symbol, 5);

	g_assert_cmpstr(found, ==, expected);
}

/* The file that the table of the kernel's tree is kept in. */
static char *kept_file(sandbox root)
{
	g_autoptr(kv_module_tree) tree =
		kv_module_tree_new(sandbox_path(root, INSTALLED), KV_MODULE_TREE_LISTED);

	return kv_module_functions_path(tree, sandbox_path(root, "cache"));
}

static guint64 number_of(const char *path)
{
	struct stat status;

	g_assert_cmpint(stat(path, &status), ==, 0);
	return status.st_ino;
}

static void write_tree(sandbox root)
{
	write_module(root, INSTALLED "/kernel/fi-rst.ko", first_symbols);
	write_module(root, INSTALLED "/kernel/a/second.ko", second_symbols);
	sandbox_write(root, INSTALLED "/modules.dep",
		      "kernel/a/second.ko: kernel/fi-rst.ko\nkernel/fi-rst.ko:\n");
}

static void test_found(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autofree char *one = NULL;

	write_tree(root);
	assert_defining(root, "only_first", "fi_rst");
	assert_defining(root, "only_other", "second");
	assert_defining(root, "shared", "fi_rst second");
	assert_defining(root, "some_data", "");
	assert_defining(root, "only", "");
	assert_defining(root, "", "");
	one = defining(root, NULL, sandbox_path(root, "cache"), "shared", 1);
	g_assert_cmpstr(one, ==, "fi_rst");
}

/* The table is used as long as it fits, and does not depend on when or where it was made. */
static void test_kept(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autofree char *kept = NULL, *first = NULL, *second = NULL;
	gsize first_size, second_size;
	guint64 number;

	write_tree(root);
	kept = kept_file(root);
	assert_defining(root, "shared", "fi_rst second");
	number = number_of(kept);
	g_assert_true(g_file_get_contents(kept, &first, &first_size, NULL));
	assert_defining(root, "only_other", "second");
	g_assert_cmpuint(number_of(kept), ==, number);

	g_assert_cmpint(g_unlink(kept), ==, 0);
	assert_defining(root, "only_first", "fi_rst");
	g_assert_true(g_file_get_contents(kept, &second, &second_size, NULL));
	g_assert_cmpmem(first, first_size, second, second_size);
}

static void test_added_and_removed(void)
{
	g_auto(sandbox) root = sandbox_new();

	write_tree(root);
	assert_defining(root, "shared", "fi_rst second");
	write_module(root, INSTALLED "/kernel/third.ko", first_symbols);
	sandbox_write(root, INSTALLED "/modules.dep",
		      "kernel/a/second.ko:\nkernel/fi-rst.ko:\nkernel/third.ko:\n");
	assert_defining(root, "shared", "fi_rst second third");
	g_assert_cmpint(g_unlink(sandbox_path(root, INSTALLED "/kernel/fi-rst.ko")), ==, 0);
	assert_defining(root, "shared", "second third");
	g_assert_cmpint(g_unlink(sandbox_path(root, INSTALLED "/modules.dep")), ==, 0);
	assert_defining(root, "shared", "second third");
	write_module(root, INSTALLED "/updates/fourth.ko", first_symbols);
	assert_defining(root, "shared", "fourth second third");
}

/* A folder that is named relative to the working directory, with and without the kept table. */
static void test_relative(void)
{
	static const char *const folders[] = {"mine", "./mine/", "other/../mine"};
	g_auto(sandbox) root = sandbox_new();
	const char *cache = sandbox_path(root, "cache");

	write_tree(root);
	write_module(root, "mine/deep/own.ko", second_symbols);
	write_module(root, "other/third.ko", first_symbols);
	g_assert_cmpint(g_chdir(root), ==, 0);
	for (guint i = 0; i < 2 * G_N_ELEMENTS(folders); i++) {
		g_autofree char *found =
			defining(root, folders[i / 2], cache, "only_other", 5);

		g_assert_nonnull(strstr(found, "own"));
	}
	g_assert_cmpint(g_chdir("/"), ==, 0);
}

/* Contents of equal size, written to the same file, with the time of the old ones. */
static void test_changed_in_place(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *path = NULL;
	g_autofree char *bytes = NULL;
	struct stat status;
	struct timespec times[2];
	char *name;
	gsize size;
	int file;

	write_tree(root);
	path = sandbox_path(root, INSTALLED "/kernel/fi-rst.ko");
	assert_defining(root, "only_first", "fi_rst");
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	name = memmem(bytes, size, "only_first", strlen("only_first"));
	g_assert_nonnull(name);
	memcpy(name, "only_third", strlen("only_third"));

	g_assert_cmpint(stat(path, &status), ==, 0);
	times[0] = status.st_atim;
	times[1] = status.st_mtim;
	/* The kernel's clock for times of files may advance by its ticks only. */
	g_usleep(20000);
	file = open(path, O_WRONLY | O_CLOEXEC);
	g_assert_cmpint(write(file, bytes, size), ==, (gssize)size);
	g_assert_cmpint(futimens(file, times), ==, 0);
	g_assert_cmpint(close(file), ==, 0);
	assert_defining(root, "only_first", "");
	assert_defining(root, "only_third", "fi_rst");
}

/* Whatever stands in the cache instead of the table is replaced, never trusted. */
static void test_damaged(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autofree char *kept = NULL, *good = NULL;
	gsize size;

	write_tree(root);
	kept = kept_file(root);
	assert_defining(root, "shared", "fi_rst second");
	g_assert_true(g_file_get_contents(kept, &good, &size, NULL));
	for (gsize at = 0; at < size; at++) {
		g_autofree char *bad = g_memdup2(good, size), *now = NULL;

		bad[at] ^= 0x40;
		g_assert_true(g_file_set_contents(kept, bad, (gssize)size, NULL));
		assert_defining(root, "shared", "fi_rst second");
		g_assert_true(g_file_get_contents(kept, &now, NULL, NULL));
		g_assert_cmpmem(now, size, good, size);
	}
	for (gsize length = 0; length < size; length += 3) {
		g_assert_true(g_file_set_contents(kept, good, (gssize)length, NULL));
		assert_defining(root, "shared", "fi_rst second");
	}
	g_assert_cmpint(g_unlink(kept), ==, 0);
	g_assert_cmpint(g_mkdir(kept, 0700), ==, 0);
	assert_defining(root, "shared", "fi_rst second");
}

static void test_unwritable(void)
{
	g_auto(sandbox) root = sandbox_new();

	write_tree(root);
	for (guint i = 0; i < 2; i++) {
		g_autofree char *found = defining(root, NULL, "/proc/klpvet", "shared", 5);

		g_assert_cmpstr(found, ==, "fi_rst second");
	}
}

/* Each tree has a table of its own; the user's file counts as well as the kernel's. */
static void test_user_folder(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *cache = sandbox_path(root, "cache");
	g_autofree char *mine = NULL, *both = NULL, *other = NULL;

	write_tree(root);
	write_module(root, "mine/deep/fi-rst.ko", second_symbols);
	write_module(root, "mine/third.ko", second_symbols);
	mine = defining(root, sandbox_path(root, "mine"), cache, "only_other", 5);
	g_assert_cmpstr(mine, ==, "fi_rst second third");
	both = defining(root, sandbox_path(root, "mine"), cache, "only_first", 5);
	g_assert_cmpstr(both, ==, "fi_rst");
	other = defining(root, sandbox_path(root, "kernel"), cache, "only_other", 5);
	g_assert_cmpstr(other, ==, "second");
}

static void test_packed(void)
{
	static const struct {
		const char *ending, *expected;
	} cases[] = {{".gz", "fi_rst second"}, {".zst", "fi_rst second"}, {".xz", "second"}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(sandbox) root = sandbox_new();
		g_autofree char *list = g_strdup_printf(
			"kernel/fi-rst.ko%s:\nkernel/a/second.ko:\n", cases[i].ending);

		write_tree(root);
		sandbox_pack(root, INSTALLED "/kernel/fi-rst.ko", cases[i].ending);
		sandbox_write(root, INSTALLED "/modules.dep", list);
		assert_defining(root, "shared", cases[i].expected);
		g_assert_cmpint(g_unlink(sandbox_path(root, INSTALLED "/modules.dep")), ==, 0);
		assert_defining(root, "shared", cases[i].expected);
	}
}

/* Lists that lead nowhere, outside, or to objects; files that are no modules. */
static void test_odd_trees(void)
{
	g_auto(sandbox) root = sandbox_new();

	assert_defining(root, "shared", "");
	write_module(root, INSTALLED "/moved/fi-rst.ko", first_symbols);
	write_module(root, INSTALLED "/fs/second.ko", second_symbols);
	write_module(root, INSTALLED "/fs/second.o", first_symbols);
	write_module(root, "outside.ko", first_symbols);
	sandbox_write(root, INSTALLED "/bad.ko", "not a module");
	sandbox_write(root, INSTALLED "/empty.ko", "");
	sandbox_link(root, INSTALLED "/dangling.ko", "nowhere");
	sandbox_write(root, INSTALLED "/modules.order",
		      "kernel/fi-rst.ko\nfs/second.o\n../../../outside.ko\n/outside.ko\n"
		      "bad.ko\nempty.ko\ndangling.ko\nabsent.ko\n");
	assert_defining(root, "shared", "fi_rst second");
	assert_defining(root, "only_other", "second");
	assert_defining(root, "shared", "fi_rst second");
	write_module(root, INSTALLED "/found/absent.ko", first_symbols);
	assert_defining(root, "shared", "absent fi_rst second");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/module-functions/found", test_found);
	g_test_add_func("/module-functions/kept", test_kept);
	g_test_add_func("/module-functions/relative", test_relative);
	g_test_add_func("/module-functions/added-and-removed", test_added_and_removed);
	g_test_add_func("/module-functions/changed-in-place", test_changed_in_place);
	g_test_add_func("/module-functions/damaged", test_damaged);
	g_test_add_func("/module-functions/unwritable", test_unwritable);
	g_test_add_func("/module-functions/user-folder", test_user_folder);
	g_test_add_func("/module-functions/packed", test_packed);
	g_test_add_func("/module-functions/odd-trees", test_odd_trees);
	return g_test_run();
}
