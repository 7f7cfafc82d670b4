/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "image_fixture.h"
#include "indexer/image.h"
#include "kernel/locate.h"
#include "kernel/places.h"
#include "kernel/root_path.h"
#include "sandbox.h"

#define REL "6.1.0-9-amd64"

/* A user who owns nothing. */
enum { NOBODY = 65534 };

static const image_fixture full = {
	.type = ET_EXEC, .symbols = image_some_symbols, .has_debug = true};
static const image_fixture debug_only = {
	.type = ET_EXEC, .symbols = image_some_symbols, .has_debug = true, .without_code = true};
static const image_fixture symbols_only = {.type = ET_EXEC, .symbols = image_some_symbols};
static const image_fixture bare = {.type = ET_EXEC};
static const image_fixture object = {.type = ET_REL, .symbols = image_some_symbols};

/* Asserts that @path is @name of @root; a NULL name stands for a NULL path. */
static void assert_in(const char *path, sandbox root, const char *name)
{
	g_assert_cmpstr(path, ==, name ? sandbox_path(root, name) : NULL);
}

static kv_kernel_files *locate(const char *spec)
{
	g_autoptr(GError) error = NULL;
	kv_kernel_files *files = kv_kernel_locate(spec, &error);

	g_assert_no_error(error);
	kv_kernel_files_find(files, files->release);
	return files;
}

/* Asserts that @spec names no kernel and that the message has every one of the words. */
static void assert_not_located(const char *spec, const char *const *words)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kv_kernel_locate(spec, &error));
	g_assert_error(error, KV_ERROR, KV_ERROR_USAGE);
	for (; *words; words++) {
		if (!strstr(error->message, *words))
			g_error("\"%s\" is missing in: %s", *words, error->message);
	}
}

/* One distribution's places, as its packages install them. */
typedef struct {
	const char *name;
	const char *vmlinux, *config, *system_map, *modules, *debug_modules;
} layout;

static const layout layouts[] = {
	{"debian", "usr/lib/debug/boot/vmlinux-" REL, "boot/config-" REL,
	 "usr/lib/debug/boot/System.map-" REL, "lib/modules/" REL,
	 "usr/lib/debug/lib/modules/" REL},
	{"fedora", "usr/lib/debug/lib/modules/" REL "/vmlinux", "lib/modules/" REL "/config",
	 "lib/modules/" REL "/System.map", "lib/modules/" REL, "usr/lib/debug/lib/modules/" REL},
	{"suse-merged", "usr/lib/debug/usr/lib/modules/" REL "/vmlinux.debug",
	 "usr/lib/modules/" REL "/config", "usr/lib/modules/" REL "/System.map",
	 "usr/lib/modules/" REL, "usr/lib/debug/usr/lib/modules/" REL},
	{"self-built", "lib/modules/" REL "/build/vmlinux", "lib/modules/" REL "/build/.config",
	 "lib/modules/" REL "/build/System.map", "lib/modules/" REL, NULL},
	{"one-folder", "vmlinux-" REL, "config-" REL, "System.map-" REL, "lib/modules/" REL, NULL},
};

static void make_layout(sandbox root, const layout *places)
{
	g_autofree char *builtin = g_build_filename(places->modules, "modules.builtin", NULL);

	image_fixture_write(root, places->vmlinux, &full);
	sandbox_write(root, places->config, "CONFIG_LIVEPATCH=y\n");
	sandbox_write(root, places->system_map, "ffffffff81000000 T _text\n");
	sandbox_write(root, builtin, "kernel/fs/ext4/ext4.ko\n");
	if (places->debug_modules) {
		g_autofree char *module =
			g_build_filename(places->debug_modules, "kernel/x.ko", NULL);

		image_fixture_write(root, module, &object);
	}
}

static void assert_layout(const kv_kernel_files *files, sandbox root, const layout *places)
{
	g_autofree char *builtin = g_build_filename(places->modules, "modules.builtin", NULL);

	assert_in(files->image, root, places->vmlinux);
	assert_in(files->config, root, places->config);
	assert_in(files->system_map, root, places->system_map);
	assert_in(files->modules_builtin, root, builtin);
	g_assert_cmpuint(files->module_trees->len, ==, 1);
	assert_in(g_ptr_array_index(files->module_trees, 0), root, places->modules);
	g_assert_cmpuint(files->debug_trees->len, ==, places->debug_modules ? 1 : 0);
	if (places->debug_modules)
		assert_in(g_ptr_array_index(files->debug_trees, 0), root, places->debug_modules);
}

/* The directory, and the vmlinux in it, lead to the same files. */
static void test_distribution(gconstpointer data)
{
	const layout *places = data;
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) by_directory = NULL;
	g_autoptr(kv_kernel_files) by_file = NULL;

	make_layout(root, places);
	by_directory = locate(root);
	g_assert_cmpstr(by_directory->release, ==, REL);
	assert_layout(by_directory, root, places);

	by_file = locate(sandbox_path(root, places->vmlinux));
	kv_kernel_files_find(by_file, REL);
	assert_layout(by_file, root, places);
}

/* The tree of debug information stands for the system it belongs to. */
static void test_debug_directory(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) files = NULL;

	make_layout(root, &layouts[0]);
	files = locate(sandbox_path(root, "usr/lib/debug"));
	assert_layout(files, root, &layouts[0]);
}

static void test_most_telling(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) worst = NULL, packed = NULL, symbols = NULL, split = NULL,
				   best = NULL;

	image_fixture_write(root, "boot/vmlinux-" REL, &bare);
	worst = locate(root);
	assert_in(worst->image, root, "boot/vmlinux-" REL);

	image_fixture_write(root, "usr/lib/modules/" REL "/vmlinux", &full);
	sandbox_pack(root, "usr/lib/modules/" REL "/vmlinux", ".xz");
	packed = locate(root);
	assert_in(packed->image, root, "usr/lib/modules/" REL "/vmlinux.xz");

	image_fixture_write(root, "vmlinux-" REL, &symbols_only);
	symbols = locate(root);
	assert_in(symbols->image, root, "vmlinux-" REL);

	image_fixture_write(root, "usr/lib/debug/boot/vmlinux-" REL ".debug", &debug_only);
	split = locate(root);
	assert_in(split->image, root, "usr/lib/debug/boot/vmlinux-" REL ".debug");

	image_fixture_write(root, "lib/modules/" REL "/vmlinux", &full);
	best = locate(root);
	assert_in(best->image, root, "lib/modules/" REL "/vmlinux");
}

/* Where SUSE puts the halves of a split vmlinux, before and after /usr was merged; one folder. */
static const struct {
	const char *code, *ending, *debug;
} split_places[] = {
	{"boot/vmlinux-" REL, ".gz", "usr/lib/debug/boot/vmlinux-" REL ".debug"},
	{"boot/vmlinux-" REL, "", "usr/lib/debug/boot/vmlinux-" REL ".debug"},
	{"lib/modules/" REL "/vmlinux", ".xz", "usr/lib/debug/lib/modules/" REL "/vmlinux.debug"},
	{"usr/lib/modules/" REL "/vmlinux", ".zst",
	 "usr/lib/debug/usr/lib/modules/" REL "/vmlinux.debug"},
	{"vmlinux-" REL, ".xz", "vmlinux-" REL ".debug"},
};

/* The directory leads to the debug information; each half leads to the other one. */
static void test_split_image(void)
{
	image_fixture code = {.type = ET_EXEC, .build_id = "aaaa"};
	image_fixture debug = debug_only;

	debug.build_id = code.build_id;
	for (size_t i = 0; i < G_N_ELEMENTS(split_places); i++) {
		g_auto(sandbox) root = sandbox_new();
		g_autofree char *packed =
			g_strconcat(split_places[i].code, split_places[i].ending, NULL);
		g_autoptr(kv_kernel_files) by_directory = NULL, by_code = NULL, by_debug = NULL;

		image_fixture_write(root, split_places[i].code, &code);
		if (*split_places[i].ending)
			sandbox_pack(root, split_places[i].code, split_places[i].ending);
		image_fixture_write(root, split_places[i].debug, &debug);

		by_directory = locate(root);
		g_assert_cmpstr(by_directory->release, ==, REL);
		assert_in(by_directory->image, root, split_places[i].debug);
		assert_in(by_directory->half, root, packed);
		by_debug = locate(sandbox_path(root, split_places[i].debug));
		assert_in(by_debug->image, root, split_places[i].debug);
		assert_in(by_debug->half, root, packed);
		by_code = locate(sandbox_path(root, packed));
		assert_in(by_code->image, root, packed);
		assert_in(by_code->half, root, split_places[i].debug);
	}
}

/* What cannot be the other half of a split vmlinux. */
static void test_no_half(void)
{
	static const struct {
		const image_fixture *other;
		const char *build_id;
	} cases[] = {
		{&bare, "bbbb"},
		{&symbols_only, NULL},
		{&full, "aaaa"},
		{&debug_only, "aaaa"},
	};
	image_fixture debug = debug_only;

	debug.build_id = "aaaa";
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(sandbox) root = sandbox_new();
		image_fixture other = *cases[i].other;
		const char *path = sandbox_path(root, "usr/lib/debug/boot/vmlinux-" REL ".debug");
		g_autoptr(kv_kernel_files) files = NULL;

		other.build_id = cases[i].build_id;
		image_fixture_write(root, "boot/vmlinux-" REL, &other);
		image_fixture_write(root, "usr/lib/debug/boot/vmlinux-" REL ".debug", &debug);
		files = locate(path);
		g_assert_cmpstr(files->image, ==, path);
		g_assert_null(files->half);
	}
}

static void test_several_kernels(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) named = NULL;
	const char *words[] = {"2 kernels", "/usr/lib/debug/boot/vmlinux-" REL,
			       "/boot/vmlinux-5.10.0-1", NULL};

	image_fixture_write(root, "usr/lib/debug/boot/vmlinux-" REL, &full);
	image_fixture_write(root, "boot/vmlinux-5.10.0-1", &full);
	sandbox_write(root, "boot/vmlinux-5.10.0-1.old", "");
	assert_not_located(root, words);

	/* A folder that is called like one of them means that one. */
	image_fixture_write(root, REL "/vmlinux-" REL, &full);
	image_fixture_write(root, REL "/vmlinux-5.10.0-1", &full);
	named = locate(sandbox_path(root, REL));
	assert_in(named->image, root, REL "/vmlinux-" REL);
}

static void test_unreadable_folder(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(GError) error = NULL;
	uid_t user = geteuid();

	/* Root may look into everything, so it becomes somebody else, whose folder this is not. */
	g_assert_cmpint(chmod(root, user == 0 ? 0700 : 0), ==, 0);
	g_assert_cmpint(seteuid(user == 0 ? NOBODY : user), ==, 0);
	g_assert_null(kv_kernel_locate(root, &error));
	g_assert_cmpint(seteuid(user), ==, 0);
	g_assert_error(error, KV_ERROR, KV_ERROR_SYSTEM);
	g_assert_nonnull(strstr(error->message, "cannot look into the folder: Permission denied"));
	g_assert_cmpint(chmod(root, 0700), ==, 0);
}

static void test_build_tree(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) files = NULL, by_file = NULL;
	const char *words[] = {"holds no vmlinux", "6.1.0-self", NULL};

	sandbox_write(root, "include/config/kernel.release", "6.1.0-self\n");
	assert_not_located(root, words);

	image_fixture_write(root, "vmlinux", &full);
	sandbox_write(root, ".config", "CONFIG_LIVEPATCH=y\n");
	sandbox_write(root, "System.map", "ffffffff81000000 T _text\n");
	sandbox_write(root, "modules.builtin", "kernel/fs/ext4/ext4.ko\n");
	sandbox_write(root, "modules.order", "fs/btrfs/btrfs.o\n");
	files = locate(root);
	g_assert_cmpstr(files->release, ==, "6.1.0-self");
	assert_in(files->image, root, "vmlinux");
	assert_in(files->config, root, ".config");
	assert_in(files->system_map, root, "System.map");
	assert_in(files->modules_builtin, root, "modules.builtin");
	g_assert_cmpuint(files->module_trees->len, ==, 1);
	g_assert_cmpstr(g_ptr_array_index(files->module_trees, 0), ==, root);

	by_file = locate(sandbox_path(root, "vmlinux"));
	g_assert_cmpstr(by_file->release, ==, "6.1.0-self");
	assert_in(by_file->config, root, ".config");
}

/* A vmlinux in just some folder does not make that folder a tree of modules. */
static void test_lone_vmlinux(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) files = NULL;

	image_fixture_write(root, "vmlinux", &full);
	image_fixture_write(root, "work/x.ko", &object);
	files = locate(sandbox_path(root, "vmlinux"));
	g_assert_null(files->release);
	g_assert_null(files->config);
	g_assert_cmpuint(files->module_trees->len, ==, 0);
}

static void test_release_in_cache(void)
{
	g_autoptr(kv_kernel_files) files = NULL;
	const char *cache = g_get_user_cache_dir();
	const char *known[] = {"kernels that are here: ", "6.1.0-fetched", NULL};
	g_autofree char *folder =
		g_build_filename(cache, "klpvet", "kernels", "6.1.0-fetched", NULL);

	image_fixture_write(folder, "usr/lib/debug/boot/vmlinux-6.1.0-fetched", &full);
	sandbox_write(folder, "boot/config-6.1.0-fetched", "CONFIG_LIVEPATCH=y\n");
	files = locate("6.1.0-fetched");
	assert_in(files->image, folder, "usr/lib/debug/boot/vmlinux-6.1.0-fetched");
	assert_in(files->config, folder, "boot/config-6.1.0-fetched");
	g_assert_false(files->running);
	/* The rest is looked for beside the image first. */
	g_assert_cmpstr(g_ptr_array_index(files->roots, 0), ==, folder);
	g_assert_cmpstr(g_ptr_array_index(files->roots, 1), ==, "/");

	assert_not_located("6.1.0-fetch", known);
}

static void test_not_found(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *absent[] = {"6.1.0-absent",
				"usr/lib/debug/boot/vmlinux-6.1.0-absent",
				"usr/lib/debug/lib/modules/6.1.0-absent/vmlinux",
				"lib/modules/6.1.0-absent/build/vmlinux",
				"linux-image-6.1.0-absent-dbg",
				"linux-image-unsigned-6.1.0-absent-dbgsym",
				"kernel-debuginfo-6.1.0-absent",
				"kernel-default-debuginfo",
				"--kernel",
				NULL};
	const char *empty[] = {"no vmlinux", root, "boot/vmlinux-RELEASE", NULL};
	const char *no_file[] = {"no such file or directory", "release", NULL};

	assert_not_located("6.1.0-absent", absent);
	assert_not_located(root, empty);
	assert_not_located("no-such-thing", no_file);
	assert_not_located("6.1/../../etc", no_file);
	assert_not_located("", no_file);
}

static void test_running_kernel(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_kernel_files) files = kv_kernel_locate(NULL, &error);
	struct utsname running;

	/* Whether this machine has its vmlinux is not for the test to say. */
	g_assert_cmpint(uname(&running), ==, 0);
	if (files) {
		g_assert_true(files->running);
		g_assert_cmpstr(files->release, ==, running.release);
	} else {
		g_assert_error(error, KV_ERROR, KV_ERROR_USAGE);
		g_assert_nonnull(strstr(error->message, running.release));
	}
}

static void test_stub_passed_over(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) with_stub = NULL, with_both = NULL;

	image_fixture_write(root, "usr/lib/debug/boot/vmlinux-" REL, &full);
	sandbox_write(root, "boot/System.map-" REL,
		      "ffffffffffffffff B The real System.map is in the "
		      "linux-image-<version>-dbg package\n");
	with_stub = locate(root);
	g_assert_null(with_stub->system_map);

	sandbox_write(root, "lib/modules/" REL "/System.map", "ffffffff81000000 T _text\n");
	with_both = locate(root);
	assert_in(with_both->system_map, root, "lib/modules/" REL "/System.map");
}

/* What people give by mistake, and what the message must say about it. */
static void test_foreign_files(void)
{
	static const struct {
		const char *name;
		size_t offset;
		const char *magic, *word;
	} files[] = {
		{"bzImage", 0x202, "HdrS", "bzImage"},
		{"Image", 0x38, "ARM\x64", "arm64"},
		{"kernel.deb", 0, "!<arch>\n", "package"},
		{"kernel.rpm", 0, "\xed\xab\xee\xdb", "RPM"},
		{"text", 0, "hello", "not a vmlinux"},
		{"empty", 0, "", "empty"},
	};
	const char *module[] = {"ET_REL", NULL};
	g_auto(sandbox) root = sandbox_new();

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GByteArray) bytes = g_byte_array_new();
		const char *words[] = {files[i].word, NULL};

		if (*files[i].magic) {
			g_byte_array_set_size(bytes, 2048);
			memset(bytes->data, 0, bytes->len);
			memcpy(bytes->data + files[i].offset, files[i].magic,
			       strlen(files[i].magic));
		}
		assert_not_located(sandbox_write_bytes(root, files[i].name, bytes), words);
	}
	assert_not_located(image_fixture_write(root, "some.ko", &object), module);
}

/* arch/x86/boot/header.S: kernel_version at 0x20e, less 0x200. */
static void test_boot_image_release(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	const char *words[] = {"of 6.1.0-boot,", NULL};

	g_byte_array_set_size(bytes, 8192);
	memset(bytes->data, 0, bytes->len);
	memcpy(bytes->data + 0x202, "HdrS", 4);
	bytes->data[0x20f] = 0x10;
	strcpy((char *)bytes->data + 0x1200, "6.1.0-boot (me@here) #1");
	assert_not_located(sandbox_write_bytes(root, "vmlinuz", bytes), words);

	/* An offset behind the end of the file. */
	bytes->data[0x20f] = 0xff;
	words[0] = "bzImage";
	assert_not_located(sandbox_write_bytes(root, "vmlinuz", bytes), words);
}

static void test_recognise(void)
{
	g_auto(sandbox) root = sandbox_new();
	kv_image_form form = KV_IMAGE_IS_INDEX;

	image_fixture_write(root, "vmlinux", &full);
	g_assert_true(kv_image_recognise(sandbox_path(root, "vmlinux"), &form, NULL));
	g_assert_cmpint(form, ==, KV_IMAGE_IS_VMLINUX);
	sandbox_pack(root, "vmlinux", ".gz");
	g_assert_true(kv_image_recognise(sandbox_path(root, "vmlinux.gz"), &form, NULL));
	g_assert_cmpint(form, ==, KV_IMAGE_IS_VMLINUX);
	sandbox_write(root, "kernel.kvx", "klpvidx\n and more");
	g_assert_true(kv_image_recognise(sandbox_path(root, "kernel.kvx"), &form, NULL));
	g_assert_cmpint(form, ==, KV_IMAGE_IS_INDEX);
}

static void test_root_path(void)
{
	g_auto(sandbox) root = sandbox_new();
	static const struct {
		const char *path, *resolved;
	} cases[] = {
		{"usr/lib/file", "usr/lib/file"},
		{"/usr//lib/./file", "usr/lib/file"},
		{"lib/file", "usr/lib/file"},	   /* relative link */
		{"absolute/file", "usr/lib/file"}, /* absolute link: of the root, not of / */
		{"escape/usr/lib/file", "usr/lib/file"},
		{"../../usr/lib/file", "usr/lib/file"},
		{"usr/lib/../lib/file", "usr/lib/file"},
		{"loop", NULL},
		{"a/file", NULL},
		{"dangling", NULL},
		{"usr/lib/none", NULL},
	};

	sandbox_write(root, "usr/lib/file", "");
	sandbox_link(root, "lib", "usr/lib");
	sandbox_link(root, "absolute", "/usr/lib");
	sandbox_link(root, "escape", "../../../..");
	sandbox_link(root, "loop", "loop");
	sandbox_link(root, "a", "b");
	sandbox_link(root, "b", "a");
	sandbox_link(root, "dangling", "/none");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = kv_root_path_resolve(root, cases[i].path);

		assert_in(found, root, cases[i].resolved);
	}
}

/* In a copied system the links of lib/modules are absolute, and mean the copy. */
static void test_absolute_build_link(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_kernel_files) files = NULL;

	image_fixture_write(root, "usr/lib/debug/boot/vmlinux-" REL, &full);
	sandbox_write(root, "usr/src/headers/.config", "CONFIG_LIVEPATCH=y\n");
	sandbox_link(root, "lib/modules/" REL "/build", "/usr/src/headers");
	files = locate(root);
	assert_in(files->config, root, "usr/src/headers/.config");
}

static void test_split_path(void)
{
	static const struct {
		const char *path, *root, *release;
	} cases[] = {
		{"/usr/lib/debug/boot/vmlinux-6.1", "/", "6.1"},
		{"/r/usr/lib/debug/lib/modules/6.1-a/vmlinux", "/r", "6.1-a"},
		{"/r/s/lib/modules/6.1/build/vmlinux", "/r/s", "6.1"},
		{"/boot/vmlinux-6.1.xz", "/", "6.1"},
		{"/r/lib/modules/6.1/vmlinux.zst", "/r", "6.1"},
		{"/r/usr/lib/debug/boot/vmlinux-6.1.debug", "/r", "6.1"},
		{"/r/vmlinux-6.1", "/r", "6.1"},
		{"/vmlinux-6.1", "/", "6.1"},
		{"/r/vmlinux-new", NULL, NULL},
		{"/r/vmlinux", NULL, NULL},
		{"vmlinux", NULL, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *root = NULL, *release = NULL;

		g_assert_cmpint(kv_places_split(cases[i].path, &root, &release), ==,
				cases[i].root != NULL);
		g_assert_cmpstr(root, ==, cases[i].root);
		g_assert_cmpstr(release, ==, cases[i].release);
	}
}

int main(int argc, char **argv)
{
	g_auto(sandbox) cache = sandbox_new();

	g_setenv("XDG_CACHE_HOME", cache, TRUE);
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(layouts); i++) {
		g_autofree char *path = g_strconcat("/locate/layout/", layouts[i].name, NULL);

		g_test_add_data_func(path, &layouts[i], test_distribution);
	}
	g_test_add_func("/locate/debug-directory", test_debug_directory);
	g_test_add_func("/locate/most-telling", test_most_telling);
	g_test_add_func("/locate/split-image", test_split_image);
	g_test_add_func("/locate/no-half", test_no_half);
	g_test_add_func("/locate/several-kernels", test_several_kernels);
	g_test_add_func("/locate/unreadable-folder", test_unreadable_folder);
	g_test_add_func("/locate/build-tree", test_build_tree);
	g_test_add_func("/locate/lone-vmlinux", test_lone_vmlinux);
	g_test_add_func("/locate/release-in-cache", test_release_in_cache);
	g_test_add_func("/locate/not-found", test_not_found);
	g_test_add_func("/locate/running-kernel", test_running_kernel);
	g_test_add_func("/locate/stub-passed-over", test_stub_passed_over);
	g_test_add_func("/locate/foreign-files", test_foreign_files);
	g_test_add_func("/locate/boot-image-release", test_boot_image_release);
	g_test_add_func("/locate/recognise", test_recognise);
	g_test_add_func("/locate/root-path", test_root_path);
	g_test_add_func("/locate/absolute-build-link", test_absolute_build_link);
	g_test_add_func("/locate/split-path", test_split_path);
	return g_test_run();
}
