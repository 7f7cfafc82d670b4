/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/error.h"
#include "image_fixture.h"
#include "indexer/build.h"
#include "kernel/cache.h"
#include "kernel/kernel.h"
#include "kernel/running.h"
#include "sandbox.h"

#define REL "6.1.0-9-amd64"

/* The build-id "aaaa" of the images below, in hexadecimal. */
#define BUILD_ID "61616161"

static const char banner[] = "Linux version " REL " (me@here) #1 SMP\n";
static const image_symbol symbols[] = {
	{"_text", 0, false}, {"start", 0x10, false}, {"linux_banner", 0, true}, {0}};

static guint built; /* how often the progress of a build was reported */

static void count_build(const char *what)
{
	g_assert_true(g_str_has_prefix(what, "indexing "));
	built++;
}

static const char *write_vmlinux(sandbox root, const char *name, const char *build_id)
{
	image_fixture fixture = {.type = ET_EXEC, .symbols = symbols, .build_id = build_id};

	return image_fixture_write(root, name, &fixture);
}

static const char *write_module(sandbox root, const char *name, const char *modinfo)
{
	image_fixture fixture = {.type = ET_REL,
				 .symbols = image_some_symbols,
				 .build_id = "mmmm",
				 .modinfo = modinfo};

	return image_fixture_write(root, name, &fixture);
}

/* Asks for the index of @image; asserts how often it is built and how many warnings there are. */
static kv_index *index_of(const char *cache_dir, const char *image, guint builds, guint warnings)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	kv_index *index;

	built = 0;
	index = kv_cache_index(cache_dir, image, NULL, KV_OBJECT_VMLINUX, count_build, lines,
			       &error);
	g_assert_no_error(error);
	g_assert_cmpuint(built, ==, builds);
	g_assert_cmpuint(lines->len, ==, warnings);
	if (warnings)
		g_assert_nonnull(strstr(g_ptr_array_index(lines, 0), "not kept"));
	g_assert_cmpuint(kv_index_symbols_named(index, "start").count, ==, 1);
	return index;
}

static void assert_built(const char *cache_dir, const char *image, guint builds, guint warnings)
{
	g_autoptr(kv_index) index = index_of(cache_dir, image, builds, warnings);
}

static void test_cache_reuse(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *image = write_vmlinux(root, "vmlinux", "aaaa");
	const char *cache = sandbox_path(root, "some/cache");
	g_autofree char *expected = g_build_filename(cache, BUILD_ID ".kvx", NULL);
	g_autofree char *told = kv_cache_path(cache, image, NULL, NULL);

	assert_built(cache, image, 1, 0);
	assert_built(cache, image, 0, 0);
	g_assert_true(g_file_test(expected, G_FILE_TEST_IS_REGULAR));
	g_assert_cmpstr(told, ==, expected);
}

/* The folder a cache is in by default, which nobody else may read. */
static void test_cache_default_folder(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autofree char *folder = g_build_filename(g_get_user_cache_dir(), "klpvet", NULL);
	g_autofree char *kept = g_build_filename(folder, BUILD_ID ".kvx", NULL);
	struct stat status;

	assert_built(NULL, write_vmlinux(root, "vmlinux", "aaaa"), 1, 0);
	g_assert_true(g_file_test(kept, G_FILE_TEST_IS_REGULAR));
	g_assert_cmpint(stat(folder, &status), ==, 0);
	g_assert_cmpuint(status.st_mode & 0777, ==, 0700);
}

/* Other time, other size or other build-id: another file. */
static void test_cache_changed_image(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *image = write_vmlinux(root, "vmlinux", "aaaa");
	const char *cache = sandbox_path(root, "cache");
	struct timespec times[2] = {{.tv_sec = 1000, .tv_nsec = 1}, {.tv_sec = 1000, .tv_nsec = 1}};
	g_autofree char *bytes = NULL;
	gsize size;

	assert_built(cache, image, 1, 0);
	g_assert_cmpint(utimensat(AT_FDCWD, image, times, 0), ==, 0);
	assert_built(cache, image, 1, 0);
	assert_built(cache, image, 0, 0);
	times[1].tv_nsec = 2;
	g_assert_cmpint(utimensat(AT_FDCWD, image, times, 0), ==, 0);
	assert_built(cache, image, 1, 0);

	g_assert_true(g_file_get_contents(image, &bytes, &size, NULL));
	bytes = g_realloc(bytes, size + 1);
	bytes[size] = '\0';
	g_assert_true(g_file_set_contents(image, bytes, (gssize)size + 1, NULL));
	g_assert_cmpint(utimensat(AT_FDCWD, image, times, 0), ==, 0);
	assert_built(cache, image, 1, 0);

	write_vmlinux(root, "vmlinux", "bbbb");
	g_assert_cmpint(utimensat(AT_FDCWD, image, times, 0), ==, 0);
	assert_built(cache, image, 1, 0);
	assert_built(cache, image, 0, 0);
}

/* Whatever stands in the cache instead of an index is replaced, never trusted. */
static void test_cache_damaged(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *image = write_vmlinux(root, "vmlinux", "aaaa");
	const char *cache = sandbox_path(root, "cache");
	const char *kept = sandbox_path(root, "cache/" BUILD_ID ".kvx");
	g_autofree char *good = NULL;
	gsize size;

	assert_built(cache, image, 1, 0);
	g_assert_true(g_file_get_contents(kept, &good, &size, NULL));

	for (gsize at = 0; at < size; at += size / 7) {
		g_autofree char *bad = g_memdup2(good, size);

		bad[at] ^= 0x40;
		g_assert_true(g_file_set_contents(kept, bad, (gssize)size, NULL));
		assert_built(cache, image, 1, 0);
		assert_built(cache, image, 0, 0);
	}
	for (gsize length = 0; length < size; length += size / 5) {
		g_assert_true(g_file_set_contents(kept, good, (gssize)length, NULL));
		assert_built(cache, image, 1, 0);
	}
	sandbox_write(root, "cache/" BUILD_ID ".kvx", "something else");
	assert_built(cache, image, 1, 0);
	assert_built(cache, image, 0, 0);
}

static guint count_files(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	guint count = 0;

	g_assert_nonnull(dir);
	while (g_dir_read_name(dir))
		count++;
	return count;
}

/* Places where not even root can write. */
static void test_cache_unwritable(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *image = write_vmlinux(root, "vmlinux", "aaaa");
	g_autofree char *below_file = g_build_filename(image, "cache", NULL);

	assert_built(below_file, image, 1, 1);
	assert_built(below_file, image, 1, 1);
	assert_built("/proc/klpvet", image, 1, 1);
	assert_built("/proc", image, 1, 1);

	/* A folder stands where the index should: nothing half-written is left beside it. */
	sandbox_write(root, "cache/" BUILD_ID ".kvx/x", "");
	assert_built(sandbox_path(root, "cache"), image, 1, 1);
	g_assert_cmpuint(count_files(sandbox_path(root, "cache")), ==, 1);
}

/* A disk that is full, as far as a test can have one. */
static void test_cache_full_disk(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *image = write_vmlinux(root, "vmlinux", "aaaa");
	struct rlimit old, none = {.rlim_cur = 16};

	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &old), ==, 0);
	none.rlim_max = old.rlim_max;
	sandbox_write(root, "cache/keep", "");
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &none), ==, 0);
	assert_built(sandbox_path(root, "cache"), image, 1, 1);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &old), ==, 0);
	g_assert_cmpuint(count_files(sandbox_path(root, "cache")), ==, 1);
}

/* Without a build-id, or with one that would have to be unpacked, path and time name the file. */
static void test_cache_without_build_id(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *cache = sandbox_path(root, "cache");
	const char *image = write_vmlinux(root, "vmlinux", NULL);
	const char *packed;

	assert_built(cache, image, 1, 0);
	assert_built(cache, image, 0, 0);
	write_vmlinux(root, "packed", "aaaa");
	packed = sandbox_pack(root, "packed", ".xz");
	assert_built(cache, packed, 1, 0);
	assert_built(cache, packed, 0, 0);
	g_assert_cmpuint(count_files(cache), ==, 2);
	g_assert_false(
		g_file_test(sandbox_path(root, "cache/" BUILD_ID ".kvx"), G_FILE_TEST_EXISTS));
}

static void test_cache_bad_image(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) absent = NULL, text = NULL;

	g_assert_null(kv_cache_index(root, sandbox_path(root, "absent"), NULL, KV_OBJECT_VMLINUX,
				     NULL, warnings, &absent));
	g_assert_error(absent, KV_ERROR, KV_ERROR_USAGE);
	g_assert_null(kv_cache_index(root, sandbox_write(root, "text", "text"), NULL,
				     KV_OBJECT_VMLINUX, NULL, warnings, &text));
	g_assert_error(text, KV_ERROR, KV_ERROR_USAGE);
	g_assert_cmpuint(count_files(root), ==, 1);
}

static kv_kernel *open_kernel(const kv_kernel_options *options)
{
	g_autoptr(GError) error = NULL;
	kv_kernel *kernel = kv_kernel_open(options, &error);

	g_assert_no_error(error);
	return kernel;
}

static void assert_not_opened(const kv_kernel_options *options, kv_error_code code,
			      const char *word)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kv_kernel_open(options, &error));
	g_assert_error(error, KV_ERROR, (int)code);
	if (!strstr(error->message, word))
		g_error("\"%s\" is missing in: %s", word, error->message);
}

/* Asserts that there are @count warnings and that one of them has @word. */
static void assert_warned(const kv_kernel *kernel, guint count, const char *word)
{
	const GPtrArray *warnings = kv_kernel_warnings(kernel);
	bool found = false;

	g_assert_cmpuint(warnings->len, ==, count);
	for (guint i = 0; i < warnings->len; i++)
		found |= strstr(g_ptr_array_index(warnings, i), word) != NULL;
	g_assert_true(found || count == 0);
}

/* A Debian system with a vmlinux that names its release, a configuration and modules. */
static void make_system(sandbox root)
{
	image_fixture fixture = {
		.type = ET_EXEC,
		.symbols = symbols,
		.build_id = "aaaa",
		.data = banner,
		.has_debug = true,
	};

	image_fixture_write(root, "usr/lib/debug/boot/vmlinux-" REL, &fixture);
	sandbox_write(root, "boot/config-" REL, "CONFIG_LIVEPATCH=y\nCONFIG_HZ=250\n");
	sandbox_write(root, "lib/modules/" REL "/modules.builtin", "kernel/net/un-ix.ko\n");
	sandbox_write(root, "lib/modules/" REL "/modules.dep",
		      "kernel/tar-get.ko:\nkernel/foreign.ko:\nkernel/broken.ko:\n");
	write_module(root, "lib/modules/" REL "/kernel/tar-get.ko",
		     "name=tar_get;vermagic=" REL " SMP ;");
	write_module(root, "lib/modules/" REL "/kernel/foreign.ko",
		     "name=foreign;vermagic=5.10.0-1 SMP ;");
	sandbox_write(root, "lib/modules/" REL "/kernel/broken.ko", "\177ELF");
}

static void test_kernel_system(void)
{
	g_auto(sandbox) root = sandbox_new();
	kv_kernel_options options = {.spec = root, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = NULL;
	const char *value;

	make_system(root);
	kernel = open_kernel(&options);
	assert_warned(kernel, 0, "");
	g_assert_cmpstr(kv_kernel_name(kernel), ==, REL);
	g_assert_cmpstr(kv_kernel_located(kernel)->image, ==,
			sandbox_path(root, "usr/lib/debug/boot/vmlinux-" REL));
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_LIVEPATCH", &value), ==, KV_YES);
	g_assert_cmpstr(value, ==, "y");
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_HZ", &value), ==, KV_YES);
	g_assert_cmpstr(value, ==, "250");
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_SMP", &value), ==, KV_NO);
	g_assert_cmpint(kv_kernel_module_builtin(kernel, "un_ix"), ==, KV_YES);
	g_assert_cmpint(kv_kernel_module_builtin(kernel, "tar_get"), ==, KV_NO);
	g_assert_true(kv_kernel_has_module_tree(kernel));
	g_assert_cmpuint(kv_kernel_module_names(kernel)->len, ==, 3);
}

static void test_kernel_modules(void)
{
	g_auto(sandbox) root = sandbox_new();
	kv_kernel_options options = {.spec = root, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = NULL;
	const char *reason = NULL, *supply = NULL;
	const kv_index *module;

	make_system(root);
	kernel = open_kernel(&options);
	module = kv_kernel_module(kernel, "tar_get", &reason, &supply);
	g_assert_nonnull(module);
	g_assert_cmpstr(kv_index_module(module), ==, "tar_get");
	g_assert_cmpuint(kv_index_symbols_named(module, "start").count, ==, 1);
	g_assert_true(kv_kernel_module(kernel, "tar_get", &reason, &supply) == module);
	g_assert_null(reason);
	assert_warned(kernel, 0, "");

	g_assert_nonnull(kv_kernel_module(kernel, "foreign", &reason, &supply));
	g_assert_nonnull(kv_kernel_module(kernel, "foreign", &reason, &supply));
	assert_warned(kernel, 1, "is a module of kernel 5.10.0-1, not of " REL);

	g_assert_null(kv_kernel_module(kernel, "broken", &reason, &supply));
	g_assert_nonnull(strstr(reason, "broken.ko"));
	g_assert_nonnull(strstr(supply, "--modules"));
	reason = supply = NULL;
	g_assert_null(kv_kernel_module(kernel, "absent", &reason, &supply));
	g_assert_nonnull(strstr(reason, "absent"));
	g_assert_nonnull(strstr(supply, "absent.ko"));
}

/* Nothing but a vmlinux: what is not known is unknown, not no. */
static void test_kernel_alone(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *image = write_vmlinux(root, "vmlinux", "aaaa");
	kv_kernel_options options = {.spec = image, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = open_kernel(&options);
	g_autoptr(kv_kernel) with_tree = NULL;
	const char *value = "untouched", *reason, *supply;

	g_assert_cmpstr(kv_kernel_name(kernel), ==, image);
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_LIVEPATCH", &value), ==, KV_UNKNOWN);
	g_assert_null(value);
	g_assert_cmpint(kv_kernel_module_builtin(kernel, "ext4"), ==, KV_UNKNOWN);
	g_assert_false(kv_kernel_has_module_tree(kernel));
	g_assert_cmpuint(kv_kernel_module_names(kernel)->len, ==, 0);
	g_assert_null(kv_kernel_module(kernel, "ext4", &reason, &supply));

	/* unless the folder of modules that the user gives has the list */
	sandbox_write(root, "tree/modules.builtin", "kernel/fs/ext4/ext4.ko\n");
	options.modules_dir = sandbox_path(root, "tree");
	with_tree = open_kernel(&options);
	g_assert_cmpint(kv_kernel_module_builtin(with_tree, "ext4"), ==, KV_YES);
	g_assert_cmpint(kv_kernel_module_builtin(with_tree, "kvm"), ==, KV_NO);
}

/* Without modules.builtin an initcall and the option of the module's name decide together. */
static void test_kernel_builtin_by_symbols(void)
{
	static const image_symbol initcalls[] = {
		{"_text", 0, false},
		{"__initcall__kmod_unix__1_2_unix_init6", 0x10, true},
		{"__initcall__kmod_kvm__1_2_kvm_init6", 0x20, true},
		{0}};
	g_auto(sandbox) root = sandbox_new();
	image_fixture fixture = {.type = ET_EXEC, .symbols = initcalls, .build_id = "aaaa"};
	kv_kernel_options options = {.spec = root, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = NULL;

	image_fixture_write(root, "vmlinux", &fixture);
	sandbox_write(root, ".config", "CONFIG_UNIX=y\nCONFIG_KVM=m\nCONFIG_EXT4=y\n");
	kernel = open_kernel(&options);
	g_assert_cmpint(kv_kernel_module_builtin(kernel, "unix"), ==, KV_YES);
	g_assert_cmpint(kv_kernel_module_builtin(kernel, "kvm"), ==, KV_UNKNOWN);
	g_assert_cmpint(kv_kernel_module_builtin(kernel, "ext4"), ==, KV_UNKNOWN);
}

/* An index built ahead of time stands for its kernel, when the vmlinux is gone too. */
static void test_kernel_from_index(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *index = sandbox_path(root, "ahead.kvx");
	const char *vmlinux = sandbox_path(root, "usr/lib/debug/boot/vmlinux-" REL);
	kv_kernel_options options = {.spec = index, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = NULL;
	g_autoptr(GError) error = NULL;

	make_system(root);
	kv_index_build_file(vmlinux, NULL, KV_OBJECT_VMLINUX, index, &error);
	g_assert_no_error(error);
	g_assert_cmpint(g_unlink(vmlinux), ==, 0);

	kernel = open_kernel(&options);
	g_assert_cmpstr(kv_kernel_name(kernel), ==, REL);
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_LIVEPATCH", NULL), ==, KV_YES);
	g_assert_true(kv_kernel_has_module_tree(kernel));
	g_assert_false(g_file_test(options.cache_dir, G_FILE_TEST_EXISTS));

	sandbox_write(root, "ahead.kvx", "klpvidx\nof another version");
	assert_not_opened(&options, KV_ERROR_INPUT, "ahead.kvx");
}

static void test_kernel_index_of_module(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *index = sandbox_path(root, "module.kvx");
	kv_kernel_options options = {.spec = index};
	g_autoptr(GError) error = NULL;

	kv_index_build_file(write_module(root, "x.ko", "name=x;"), NULL, KV_OBJECT_MODULE, index,
			    &error);
	g_assert_no_error(error);
	assert_not_opened(&options, KV_ERROR_USAGE, "module x");
}

static void test_kernel_given_files(void)
{
	g_auto(sandbox) root = sandbox_new();
	kv_kernel_options options = {.spec = root, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = NULL;
	const char *reason, *supply;

	make_system(root);
	options.config_path = sandbox_write(root, "my-config", "# CONFIG_LIVEPATCH is not set\n");
	options.kallsyms_path = sandbox_write(root, "my-map", "ffffffff81000000 T _text\n");
	write_module(root, "mine/tar-get.ko", "name=tar_get;vermagic=" REL " SMP ;");
	options.modules_dir = sandbox_path(root, "mine");
	kernel = open_kernel(&options);
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_LIVEPATCH", NULL), ==, KV_NO);
	g_assert_cmpstr(kv_index_source_path(kv_kernel_module(kernel, "tar_get", &reason, &supply)),
			==, sandbox_path(root, "mine/tar-get.ko"));
	/* The head line, and the two symbols that the map does not list. */
	assert_warned(kernel, 2, "my-map contradicts");

	options.modules_dir = sandbox_path(root, "absent");
	assert_not_opened(&options, KV_ERROR_USAGE, "absent");
	options.modules_dir = NULL;
	options.kallsyms_path = sandbox_path(root, "absent-map");
	assert_not_opened(&options, KV_ERROR_USAGE, "absent-map");
	options.kallsyms_path = NULL;
	options.config_path = sandbox_write(root, "no-config", "text\n");
	assert_not_opened(&options, KV_ERROR_INPUT, "no-config");
	options.config_path = sandbox_path(root, "absent-config");
	assert_not_opened(&options, KV_ERROR_USAGE, "absent-config");
}

static void test_kernel_warnings(void)
{
	g_auto(sandbox) root = sandbox_new();
	image_fixture fixture = {.type = ET_EXEC,
				 .symbols = symbols,
				 .build_id = "aaaa",
				 .data = banner,
				 .has_debug = true,
				 .without_code = true};
	kv_kernel_options options = {.spec = root, .cache_dir = sandbox_path(root, "cache")};
	g_autoptr(kv_kernel) kernel = NULL;

	image_fixture_write(root, "boot/vmlinux-6.1.0-other", &fixture);
	sandbox_write(root, "boot/config-" REL, "");
	kernel = open_kernel(&options);
	g_assert_cmpint(kv_kernel_config(kernel, "CONFIG_LIVEPATCH", NULL), ==, KV_UNKNOWN);
	assert_warned(kernel, 3, "although it was found as 6.1.0-other");
	assert_warned(kernel, 3, "the vmlinux it was split from");
	assert_warned(kernel, 3, "the configuration is not used");
}

/* include/uapi/linux/elf.h: name size, description size, type; both padded to 4 bytes. */
static void test_running_notes(void)
{
	static const uint8_t notes[] = {
		6,   0, 0, 0, 3,   0,	0,   0, 0,    1,    0,	  0,	'L',  'i', 'n', 'u',
		'x', 0, 0, 0, 1,   2,	3,   0, 4,    0,    0,	  0,	5,    0,   0,	0,
		3,   0, 0, 0, 'G', 'N', 'U', 0, 0x0a, 0xbc, 0xde, 0xf0, 0x12, 0,   0,	0,
	};
	g_autofree char *build_id = kv_notes_build_id(notes, sizeof(notes));

	g_assert_cmpstr(build_id, ==, "0abcdef012");
	for (size_t size = 0; size < sizeof(notes) - 3; size++) {
		g_autofree uint8_t *copy = g_memdup2(notes, size);

		g_assert_null(kv_notes_build_id(copy, size));
	}
}

int main(int argc, char **argv)
{
	g_auto(sandbox) cache = sandbox_new();

	g_setenv("XDG_CACHE_HOME", cache, TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cache/reuse", test_cache_reuse);
	g_test_add_func("/cache/default-folder", test_cache_default_folder);
	g_test_add_func("/cache/changed-image", test_cache_changed_image);
	g_test_add_func("/cache/damaged", test_cache_damaged);
	g_test_add_func("/cache/unwritable", test_cache_unwritable);
	g_test_add_func("/cache/full-disk", test_cache_full_disk);
	g_test_add_func("/cache/without-build-id", test_cache_without_build_id);
	g_test_add_func("/cache/bad-image", test_cache_bad_image);
	g_test_add_func("/kernel/system", test_kernel_system);
	g_test_add_func("/kernel/modules", test_kernel_modules);
	g_test_add_func("/kernel/alone", test_kernel_alone);
	g_test_add_func("/kernel/builtin-by-symbols", test_kernel_builtin_by_symbols);
	g_test_add_func("/kernel/from-index", test_kernel_from_index);
	g_test_add_func("/kernel/index-of-module", test_kernel_index_of_module);
	g_test_add_func("/kernel/given-files", test_kernel_given_files);
	g_test_add_func("/kernel/warnings", test_kernel_warnings);
	g_test_add_func("/kernel/running-notes", test_running_notes);
	return g_test_run();
}
