/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "base/error.h"
#include "image_fixture.h"
#include "kernel/config.h"
#include "sandbox.h"

/* As scripts/kconfig/confdata.c writes .config. */
static const char dot_config[] = "#\n"
				 "# Automatically generated file; DO NOT EDIT.\n"
				 "# Linux/x86 6.1.192 Kernel Configuration\n"
				 "#\n"
				 "CONFIG_LIVEPATCH=y\n"
				 "CONFIG_EXT4_FS=m\n"
				 "# CONFIG_KALLSYMS_ALL is not set\n"
				 "CONFIG_HZ=250\n"
				 "CONFIG_BUILD_SALT=\"6.1.0-9-amd64\"\n"
				 "CONFIG_OFF=n\n"
				 "CONFIG_EMPTY=\"\"\n"
				 "CONFIG_TWICE=y\n"
				 "# CONFIG_UNRELATED comment\n"
				 "CONFIG_WINDOWS=y\r\n"
				 "CONFIG_LAST=y";

static const struct {
	const char *option;
	kv_fact fact;
	const char *value;
} expected[] = {
	{"CONFIG_LIVEPATCH", KV_YES, "y"},
	{"CONFIG_EXT4_FS", KV_YES, "m"},
	{"CONFIG_KALLSYMS_ALL", KV_NO, NULL},
	{"CONFIG_HZ", KV_YES, "250"},
	{"CONFIG_BUILD_SALT", KV_YES, "\"6.1.0-9-amd64\""},
	{"CONFIG_OFF", KV_NO, NULL},
	{"CONFIG_EMPTY", KV_YES, "\"\""},
	{"CONFIG_WINDOWS", KV_YES, "y"},
	{"CONFIG_LAST", KV_YES, "y"},
	{"CONFIG_NEVER_HEARD_OF", KV_NO, NULL},
	{"LIVEPATCH", KV_NO, NULL},
};

static void assert_expected(const kv_config *config)
{
	g_assert_nonnull(config);
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		const char *value = "untouched";

		g_assert_cmpint(kv_config_get(config, expected[i].option, &value), ==,
				expected[i].fact);
		g_assert_cmpstr(value, ==, expected[i].value);
		g_assert_cmpint(kv_config_get(config, expected[i].option, NULL), ==,
				expected[i].fact);
	}
}

static kv_config *read_file(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = kv_file_open(path, &error);
	kv_config *config;

	g_assert_no_error(error);
	config = kv_config_read(file, &error);
	g_assert_no_error(error);
	return config;
}

static void test_read(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_config) plain = read_file(sandbox_write(root, "config", dot_config));
	g_autoptr(kv_config) packed = read_file(sandbox_pack(root, "config", ".gz"));

	assert_expected(plain);
	assert_expected(packed);
}

/* include/config/auto.conf leaves out what is not set. */
static void test_auto_conf(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_config) config = read_file(sandbox_write(
		root, "auto.conf", "#\n# Automatically generated file\n#\nCONFIG_SMP=y\n"));

	g_assert_cmpint(kv_config_get(config, "CONFIG_SMP", NULL), ==, KV_YES);
	g_assert_cmpint(kv_config_get(config, "CONFIG_LIVEPATCH", NULL), ==, KV_NO);
}

/* The last statement about an option holds: an overlay may come behind. */
static void test_last_wins(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_config) config =
		read_file(sandbox_write(root, "config",
					"CONFIG_A=y\nCONFIG_B=n\nCONFIG_C=m\n"
					"CONFIG_A=n\nCONFIG_B=y\n# CONFIG_C is not set\n"));

	g_assert_cmpint(kv_config_get(config, "CONFIG_A", NULL), ==, KV_NO);
	g_assert_cmpint(kv_config_get(config, "CONFIG_B", NULL), ==, KV_YES);
	g_assert_cmpint(kv_config_get(config, "CONFIG_C", NULL), ==, KV_NO);
}

static void test_not_a_config(void)
{
	static const char *const texts[] = {"", "\n", "root:x:0:0\n", "# CONFIG_X\n", "CONFIG_X\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(kv_file) file =
			kv_file_from_memory("some.txt", texts[i], strlen(texts[i]));

		g_assert_null(kv_config_read(file, &error));
		g_assert_error(error, KV_ERROR, KV_ERROR_INPUT);
		g_assert_nonnull(strstr(error->message, "some.txt"));
	}
}

/* A vmlinux whose .rodata holds @before, the packed configuration, and @after. */
static kv_file *image_with_config(sandbox root, const char *before, const char *after)
{
	g_autofree char *packed = NULL;
	g_autoptr(GByteArray) rodata = g_byte_array_new();
	image_fixture fixture = {.type = ET_EXEC, .symbols = image_some_symbols};
	gsize size;
	kv_file *file;

	sandbox_write(root, "config", dot_config);
	g_assert_true(
		g_file_get_contents(sandbox_pack(root, "config", ".gz"), &packed, &size, NULL));
	g_byte_array_append(rodata, (const guint8 *)before, (guint)strlen(before));
	g_byte_array_append(rodata, (const guint8 *)packed, (guint)size);
	g_byte_array_append(rodata, (const guint8 *)after, (guint)strlen(after));
	fixture.rodata = (const char *)rodata->data;
	fixture.rodata_size = rodata->len;
	file = kv_file_open(image_fixture_write(root, "vmlinux", &fixture), NULL);
	g_assert_nonnull(file);
	return file;
}

static void test_embedded(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_file) image =
		image_with_config(root, "some textIKCFG_ST", "IKCFG_EDmore text");
	g_autoptr(kv_config) config = kv_config_embedded(image);

	assert_expected(config);
}

static void test_embedded_damaged(void)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
		{"", ""},
		{"IKCFG_ST", ""},
		{"", "IKCFG_ED"},
		{"IKCFG_STIKCFG_ED", ""},
		{"IKCFG_STgarbage", "IKCFG_ED"},
	};
	g_auto(sandbox) root = sandbox_new();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(kv_file) image = image_with_config(root, cases[i].before, cases[i].after);

		g_assert_null(kv_config_embedded(image));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config/read", test_read);
	g_test_add_func("/config/auto-conf", test_auto_conf);
	g_test_add_func("/config/last-wins", test_last_wins);
	g_test_add_func("/config/not-a-config", test_not_a_config);
	g_test_add_func("/config/embedded", test_embedded);
	g_test_add_func("/config/embedded-damaged", test_embedded_damaged);
	return g_test_run();
}
