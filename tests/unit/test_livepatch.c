/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "base/error.h"
#include "elf_writer.h"
#include "indexer/build.h"
#include "livepatch/module/read.h"

/*
 * Where meson compiled the modules of livepatch/, and those for other machines, which are stored.
 * What they hold is written in their sources.
 */
static const char *module_dir, *foreign_dir;

static kv_file *open_module(const char *name)
{
	bool foreign = strchr(name, '/');
	g_autofree char *path = foreign ? g_build_filename(foreign_dir, strchr(name, '/'), NULL)
					: g_build_filename(module_dir, name, NULL);
	g_autoptr(GError) error = NULL;
	kv_file *file = kv_file_open(path, &error);

	g_assert_no_error(error);
	return file;
}

static kv_livepatch *read_module(const char *name)
{
	g_autoptr(kv_file) file = open_module(name);
	g_autoptr(GError) error = NULL;
	kv_livepatch *livepatch = kv_livepatch_read(file, NULL, &error);

	g_assert_no_error(error);
	return livepatch;
}

static void assert_refused(const char *name, kv_error_code code, const char *text)
{
	g_autoptr(kv_file) file = open_module(name);
	g_autoptr(GError) error = NULL;

	g_assert_null(kv_livepatch_read(file, NULL, &error));
	g_assert_error(error, KV_ERROR, (int)code);
	g_assert_nonnull(strstr(error->message, text));
	g_assert_nonnull(strstr(error->message, name));
}

static const kv_lp_object *object_at(const kv_livepatch *livepatch, guint index)
{
	g_assert_cmpuint(index, <, livepatch->objects->len);
	return g_ptr_array_index(livepatch->objects, index);
}

static const kv_lp_function *function_at(const kv_lp_object *object, guint index)
{
	g_assert_cmpuint(index, <, object->functions->len);
	return g_ptr_array_index(object->functions, index);
}

static void assert_function(const kv_lp_object *object, guint index, const char *old_name,
			    uint64_t sympos, const char *new_name, const char *section)
{
	const kv_lp_function *function = function_at(object, index);

	g_assert_cmpstr(function->old_name, ==, old_name);
	g_assert_cmpuint(function->sympos, ==, sympos);
	g_assert_cmpstr(function->new_name, ==, new_name);
	g_assert_cmpstr(function->new_section, ==, section);
	g_assert_cmpint(function->has_new, ==, kv_fact_from_bool(new_name || section));
}

static void assert_object(const kv_lp_object *object, const char *name, kv_fact ended,
			  guint functions)
{
	g_assert_cmpstr(object->name, ==, name);
	g_assert_cmpint(object->has_funcs, ==, KV_YES);
	g_assert_cmpint(object->funcs_ended, ==, ended);
	g_assert_cmpuint(object->functions->len, ==, functions);
}

static void assert_complete(const kv_livepatch *livepatch, guint objects)
{
	g_assert_cmpuint(livepatch->gaps->len, ==, 0);
	g_assert_cmpuint(livepatch->objects->len, ==, objects);
	g_assert_cmpint(livepatch->has_mod, ==, KV_YES);
	g_assert_cmpint(livepatch->has_objs, ==, KV_YES);
	g_assert_cmpint(livepatch->objects_ended, ==, KV_YES);
}

static void assert_gap(const kv_livepatch *livepatch, guint index, const char *what)
{
	g_assert_cmpuint(index, <, livepatch->gaps->len);

	const kv_lp_gap *gap = g_ptr_array_index(livepatch->gaps, index);

	g_assert_cmpstr(gap->what, ==, what);
	g_assert_cmpstr(gap->reason, !=, "");
	g_assert_cmpstr(gap->supply, !=, "");
}

/* The arrays of sample.c, with or without what came with later releases. */
static void assert_sample(const kv_livepatch *livepatch, bool sympos, bool callbacks, bool replace)
{
	assert_complete(livepatch, 2);
	g_assert_cmpint(livepatch->kind, ==, KV_LIVEPATCH_HAND_WRITTEN);
	g_assert_cmpint(livepatch->replace, ==, kv_fact_from_bool(replace));

	const kv_lp_object *vmlinux = object_at(livepatch, 0);
	const kv_lp_object *module = object_at(livepatch, 1);

	assert_object(vmlinux, NULL, KV_YES, 2);
	g_assert_cmpstr(kv_lp_object_display_name(vmlinux), ==, "vmlinux");
	g_assert_cmpstr(function_at(vmlinux, 0)->old_name, ==, "cmdline_proc_show");
	g_assert_cmpstr(function_at(vmlinux, 0)->new_name, ==, "new_cmdline_proc_show");
	g_assert_cmpstr(function_at(vmlinux, 1)->new_name, ==, "new_type_show");
	g_assert_cmpuint(function_at(vmlinux, 1)->sympos, ==, sympos ? 7 : 0);
	g_assert_cmpstr(vmlinux->callbacks[KV_PRE_PATCH], ==, callbacks ? "before" : NULL);
	g_assert_null(vmlinux->callbacks[KV_POST_PATCH]);
	g_assert_null(vmlinux->callbacks[KV_PRE_UNPATCH]);
	g_assert_cmpstr(vmlinux->callbacks[KV_POST_UNPATCH], ==, callbacks ? "after" : NULL);

	assert_object(module, "ho_target", KV_YES, 1);
	g_assert_cmpstr(kv_lp_object_display_name(module), ==, "ho_target");
	g_assert_cmpstr(function_at(module, 0)->new_name, ==, "new_ho_unique");
	g_assert_null(module->callbacks[KV_PRE_PATCH]);
}

static void test_releases(void)
{
	static const struct {
		const char *name;
		bool sympos, callbacks, replace;
	} releases[] = {
		{"sample-4004.ko", false, false, false}, {"sample-4006.ko", true, false, false},
		{"sample-4011.ko", true, false, false},	 {"sample-4014.ko", true, false, false},
		{"sample-4015.ko", true, true, false},	 {"sample-5000.ko", true, true, false},
		{"sample-5004.ko", true, true, true},	 {"sample-5005.ko", true, true, true},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(releases); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(releases[i].name);

		g_test_message("%s", releases[i].name);
		assert_sample(livepatch, releases[i].sympos, releases[i].callbacks,
			      releases[i].replace);
		g_assert_cmpstr(livepatch->layout_origin, ==,
				"the module's relocations and symbol sizes");
	}
}

static void test_modinfo(void)
{
	g_autoptr(kv_livepatch) sample = read_module("sample-5005.ko");
	g_autoptr(kv_livepatch) untagged = read_module("no-tag.ko");
	g_autoptr(kv_livepatch) hyphen = read_module("hyphen.ko");
	g_autoptr(kv_livepatch) unnamed = read_module("unnamed-module.ko");
	g_autoptr(kv_livepatch) release = read_module("one-function.ko");

	g_assert_cmpstr(sample->module_name, ==, "klp_sample");
	g_assert_cmpstr(sample->license, ==, "GPL");
	g_assert_cmpint(sample->machine, ==, EM_X86_64);
	g_assert_null(sample->vermagic);
	g_assert_true(sample->has_livepatch_tag);
	g_assert_false(sample->has_versions);
	g_assert_false(untagged->has_livepatch_tag);
	assert_sample(untagged, true, true, true);
	g_assert_cmpstr(hyphen->module_name, ==, "klp_hyphen");
	g_assert_cmpstr(unnamed->module_name, ==, "unnamed_module");
	g_assert_cmpstr(release->vermagic, ==, "5.10.0-1-amd64 SMP mod_unload ");
}

static void test_forms(void)
{
	static const char *const names[] = {
		"data-sections.ko", "debug.ko",		"stripped-debug.ko",
		"compressed.ko.gz", "compressed.ko.xz", "compressed.ko.zst",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(names[i]);

		g_test_message("%s", names[i]);
		assert_sample(livepatch, true, true, true);
	}
}

/* strip --strip-unneeded takes the names of static functions and the sizes of arrays. */
static void test_stripped_symbols(void)
{
	g_autoptr(kv_livepatch) livepatch = read_module("stripped-symbols.ko");

	assert_complete(livepatch, 2);
	assert_object(object_at(livepatch, 0), NULL, KV_YES, 2);
	assert_function(object_at(livepatch, 0), 0, "cmdline_proc_show", 0, NULL, ".text");
	assert_function(object_at(livepatch, 0), 1, "type_show", 7, NULL, ".text");
	assert_object(object_at(livepatch, 1), "ho_target", KV_YES, 1);
	g_assert_cmpint(livepatch->replace, ==, KV_YES);
}

/* The layout of a signed module: scripts/sign-file.c, struct module_signature. */
static void test_signed(void)
{
	static const char marker[] = "~Module signature appended~\n";
	g_autoptr(kv_file) file = open_module("sample-5005.ko");
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	guint8 signature[401] = {0x30, 0x82}, trailer[12] = {0, 0, 2};

	trailer[10] = sizeof(signature) >> 8;
	trailer[11] = sizeof(signature) & 0xff;
	g_byte_array_append(bytes, kv_file_data(file), kv_file_size(file));
	g_byte_array_append(bytes, signature, sizeof(signature));
	g_byte_array_append(bytes, trailer, sizeof(trailer));
	g_byte_array_append(bytes, (const guint8 *)marker, sizeof(marker) - 1);

	g_autoptr(kv_file) with = kv_file_from_memory("signed.ko", bytes->data, bytes->len);
	g_autoptr(kv_livepatch) livepatch = kv_livepatch_read(with, NULL, &error);

	g_assert_no_error(error);
	assert_sample(livepatch, true, true, true);
}

static void test_layout_origin(void)
{
	g_autoptr(kv_livepatch) debug = read_module("debug.ko");
	g_autoptr(kv_livepatch) vermagic = read_module("stripped-one-function.ko");
	g_autoptr(kv_livepatch) unknown = read_module("stripped-unknown-release.ko");

	g_assert_cmpstr(debug->layout_origin, ==, "the module's own debug information");
	g_assert_cmpstr(vermagic->layout_origin, ==,
			"structures of the release in the module's vermagic, which agree with its "
			"relocations");
	assert_complete(vermagic, 1);
	assert_function(object_at(vermagic, 0), 0, "one", 0, NULL, ".text");
	/* One function, no sizes, no release: every layout agrees. */
	g_assert_null(unknown->layout_origin);
	g_assert_cmpuint(unknown->objects->len, ==, 0);
	assert_gap(unknown, 0, "the klp_object and klp_func arrays");
}

/* A kernel whose debug information has the structures that module @name was compiled with. */
static kv_index *kernel_of(const char *name)
{
	g_autofree char *path = g_build_filename(module_dir, name, NULL);
	g_autoptr(GError) error = NULL;
	GBytes *bytes = kv_index_build(path, NULL, KV_OBJECT_MODULE, &error);

	g_assert_no_error(error);

	kv_index *kernel = kv_index_from_bytes(name, bytes, &error);

	g_assert_no_error(error);
	return kernel;
}

static kv_livepatch *read_for(const kv_index *kernel, const char *name)
{
	g_autoptr(kv_file) file = open_module(name);
	g_autoptr(GError) error = NULL;
	kv_livepatch *livepatch = kv_livepatch_read(file, kernel, &error);

	g_assert_no_error(error);
	return livepatch;
}

static void test_kernel_layout(void)
{
	static const char from_kernel[] = "structure layouts of the target kernel";
	g_autoptr(kv_index) old = kernel_of("debug-5000.ko");
	g_autoptr(kv_index) new = kernel_of("debug.ko");
	g_autoptr(kv_livepatch) old_on_old = read_for(old, "sample-5000.ko");
	g_autoptr(kv_livepatch) new_on_new = read_for(new, "debug.ko");
	g_autoptr(kv_livepatch) unknown = read_for(new, "stripped-unknown-release.ko");
	g_autoptr(kv_livepatch) old_on_new = read_for(new, "sample-5000.ko");

	assert_sample(old_on_old, true, true, false);
	g_assert_cmpstr(old_on_old->layout_origin, ==, from_kernel);
	assert_sample(new_on_new, true, true, true);
	g_assert_cmpstr(new_on_new->layout_origin, ==, from_kernel);
	assert_complete(unknown, 1);

	/* Built for another kernel: read as its author meant it, but that is not complete. */
	assert_gap(old_on_new, 0, "what the target kernel would read from the livepatch");
	assert_object(object_at(old_on_new, 0), NULL, KV_YES, 2);
	assert_object(object_at(old_on_new, 1), "ho_target", KV_YES, 1);
}

static void test_machines(void)
{
	static const struct {
		uint16_t machine;
		const char *sample, *no_objs;
	} machines[] = {
		{EM_AARCH64, "foreign/arm64-sample.ko", "foreign/arm64-no-objs.ko"},
		{EM_S390, "foreign/s390x-sample.ko", "foreign/s390x-no-objs.ko"},
		{EM_PPC64, "foreign/ppc64le-sample.ko", "foreign/ppc64le-no-objs.ko"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
		g_autoptr(kv_livepatch) sample = read_module(machines[i].sample);
		g_autoptr(kv_livepatch) no_objs = read_module(machines[i].no_objs);

		g_test_message("%s", machines[i].sample);
		g_assert_cmpint(sample->machine, ==, machines[i].machine);
		assert_sample(sample, true, true, true);
		/*
		 * Without objects only the call's argument shows where klp_patch is. Here a store
		 * to a member would not show, so that an unset member says nothing.
		 */
		g_assert_cmpint(no_objs->has_mod, ==, KV_YES);
		g_assert_cmpint(no_objs->has_objs, ==, KV_UNKNOWN);
		assert_gap(no_objs, 0, "the objects and functions");
	}
}

static void test_ends(void)
{
	g_autoptr(kv_livepatch) neighbour = read_module("funcs_unended.ko");
	g_autoptr(kv_livepatch) zeros = read_module("funcs_unended_before_zeros.ko");
	g_autoptr(kv_livepatch) objects = read_module("objects_unended.ko");
	g_autoptr(kv_livepatch) stripped = read_module("stripped-unended.ko");

	assert_complete(neighbour, 2);
	assert_object(object_at(neighbour, 0), NULL, KV_NO, 1);
	assert_function(object_at(neighbour, 0), 0, "one", 0, "new_one", ".text");
	assert_object(object_at(neighbour, 1), "other", KV_YES, 1);
	assert_complete(zeros, 1);
	assert_object(object_at(zeros, 0), NULL, KV_NO, 1);

	g_assert_cmpuint(objects->objects->len, ==, 1);
	g_assert_cmpint(objects->objects_ended, ==, KV_NO);
	assert_object(object_at(objects, 0), NULL, KV_YES, 1);

	/* Without sizes the end is not known, but the neighbour is still not taken for entries. */
	assert_object(object_at(stripped, 0), NULL, KV_UNKNOWN, 1);
	assert_object(object_at(stripped, 1), "other", KV_YES, 1);
	assert_gap(stripped, 0, "the functions of object vmlinux after the first 1");
}

static void test_places(void)
{
	g_autoptr(kv_livepatch) literals = read_module("compound_literals.ko");
	g_autoptr(kv_livepatch) constant = read_module("const_funcs.ko");
	g_autoptr(kv_livepatch) init_data = read_module("init_data.ko");
	g_autoptr(kv_livepatch) init_text = read_module("init_replacement.ko");
	g_autoptr(kv_livepatch) undefined = read_module("undefined_replacement.ko");
	g_autoptr(kv_livepatch) names = read_module("name_variable.ko");
	g_autoptr(kv_livepatch) helper = read_module("helper.ko");

	assert_complete(literals, 2);
	assert_object(object_at(literals, 0), NULL, KV_YES, 2);
	assert_function(object_at(literals, 0), 1, "two", 0, "new_two", ".text");
	assert_object(object_at(literals, 1), "other", KV_YES, 1);
	assert_complete(constant, 1);
	assert_object(object_at(constant, 0), NULL, KV_YES, 1);
	assert_complete(init_data, 1);
	assert_object(object_at(init_data, 0), NULL, KV_YES, 1);
	assert_function(object_at(init_text, 0), 0, "one", 0, "new_init", ".init.text");
	assert_function(object_at(undefined, 0), 0, "one", 0, "elsewhere", NULL);
	assert_complete(names, 1);
	assert_object(object_at(names, 0), "other", KV_YES, 1);
	g_assert_cmpstr(function_at(object_at(names, 0), 0)->old_name, ==, "one");
	assert_complete(helper, 1);
	assert_object(object_at(helper, 0), NULL, KV_YES, 1);
}

static void test_incomplete(void)
{
	g_autoptr(kv_livepatch) empty = read_module("empty_objects.ko");
	g_autoptr(kv_livepatch) no_funcs = read_module("no_funcs.ko");
	g_autoptr(kv_livepatch) callbacks = read_module("callbacks_only.ko");
	g_autoptr(kv_livepatch) half = read_module("half_entries.ko");
	g_autoptr(kv_livepatch) no_mod = read_module("no_mod.ko");
	g_autoptr(kv_livepatch) no_objs = read_module("no_objs.ko");

	assert_complete(empty, 0);
	assert_complete(no_funcs, 1);
	g_assert_cmpint(object_at(no_funcs, 0)->has_funcs, ==, KV_NO);
	assert_complete(callbacks, 2);
	g_assert_cmpint(object_at(callbacks, 0)->has_funcs, ==, KV_NO);
	g_assert_cmpstr(object_at(callbacks, 0)->callbacks[KV_PRE_PATCH], ==, "before");
	assert_complete(half, 1);
	assert_function(object_at(half, 0), 0, "one", 0, NULL, NULL);
	assert_function(object_at(half, 0), 1, NULL, 0, "new_two", ".text");
	g_assert_cmpint(no_mod->has_mod, ==, KV_NO);
	g_assert_cmpuint(no_mod->objects->len, ==, 1);
	g_assert_cmpint(no_objs->has_mod, ==, KV_YES);
	g_assert_cmpint(no_objs->has_objs, ==, KV_NO);
	g_assert_cmpuint(no_objs->gaps->len, ==, 0);
}

static void test_run_time(void)
{
	static const struct {
		const char *name, *gap;
	} unreadable[] = {
		{"allocated.ko", "the objects and functions"},
		{"patch_at_run_time.ko", "the objects and functions"},
		{"objects_at_run_time.ko", "the objects and functions"},
		{"objs_set_by_code.ko", "the objects and functions"},
		{"several.ko", "the objects and functions of 2 klp_patch structures"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(unreadable); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(unreadable[i].name);

		g_test_message("%s", unreadable[i].name);
		assert_gap(livepatch, 0, unreadable[i].gap);
		g_assert_cmpuint(livepatch->objects->len, ==, 0);
		g_assert_cmpint(livepatch->has_objs, !=, KV_NO);
		g_assert_cmpint(livepatch->objects_ended, ==, KV_UNKNOWN);
	}
}

static void test_run_time_parts(void)
{
	g_autoptr(kv_livepatch) funcs = read_module("funcs_at_run_time.ko");
	g_autoptr(kv_livepatch) new_func = read_module("new_func_at_run_time.ko");
	g_autoptr(kv_livepatch) names = read_module("name_at_run_time.ko");
	g_autoptr(kv_livepatch) replace = read_module("replace_set_by_code.ko");

	assert_gap(funcs, 0, "the functions of object vmlinux");
	assert_object(object_at(funcs, 0), NULL, KV_UNKNOWN, 0);
	assert_gap(new_func, 0, "the replacement of one of object vmlinux");
	g_assert_cmpint(function_at(object_at(new_func, 0), 0)->has_new, ==, KV_UNKNOWN);
	/* An object whose name is not known must not pass for vmlinux. */
	g_assert_cmpuint(names->objects->len, ==, 1);
	assert_object(object_at(names, 0), NULL, KV_YES, 1);
	assert_function(object_at(names, 0), 0, "two", 0, "new_two", ".text");
	assert_gap(names, 0, "old_name of function 1 of object vmlinux");
	assert_gap(names, 1, "the name of object 2, and with it its functions");
	assert_complete(replace, 1);
	g_assert_cmpint(replace->replace, ==, KV_UNKNOWN);
}

static void test_kpatch(void)
{
	g_autoptr(kv_livepatch) livepatch = read_module("kpatch.ko");
	g_autoptr(kv_livepatch) no_replace = read_module("kpatch-no-replace.ko");

	/* Objects and functions come in the reverse order of their records. */
	g_assert_cmpint(livepatch->kind, ==, KV_LIVEPATCH_KPATCH);
	assert_complete(livepatch, 3);
	assert_object(object_at(livepatch, 0), "ho_late", KV_YES, 0);
	g_assert_cmpstr(object_at(livepatch, 0)->callbacks[KV_PRE_PATCH], ==, "before");
	g_assert_null(object_at(livepatch, 0)->callbacks[KV_POST_PATCH]);

	assert_object(object_at(livepatch, 1), "ho_target", KV_YES, 1);
	assert_function(object_at(livepatch, 1), 0, "ho_unique", 1, "ho_unique", ".text.ho_unique");
	g_assert_cmpuint(function_at(object_at(livepatch, 1), 0)->built_address, ==, 0);

	const kv_lp_object *vmlinux = object_at(livepatch, 2);

	assert_object(vmlinux, NULL, KV_YES, 2);
	assert_function(vmlinux, 0, "type_show", 3, "type_show", ".text.type_show");
	assert_function(vmlinux, 1, "cmdline_proc_show", 1, "cmdline_proc_show",
			".text.cmdline_proc_show");
	g_assert_cmphex(function_at(vmlinux, 1)->built_address, ==, 0xffffffff814105a0);
	/* STT_FILE covers local symbols only; type_show is global. */
	g_assert_null(function_at(vmlinux, 0)->source_file);
	g_assert_cmpstr(function_at(vmlinux, 1)->source_file, ==, "kpatch.c");

	g_assert_cmpint(livepatch->replace, ==, KV_YES);
	g_assert_cmpint(no_replace->replace, ==, KV_NO);
	assert_refused("kpatch-intermediate.ko", KV_ERROR_USAGE, "intermediate file");
	assert_refused("kpatch-damaged.ko", KV_ERROR_INPUT, "section .kpatch.funcs, offset 0xd0");
}

static void test_klp_build(void)
{
	static const struct {
		const char *name;
		kv_fact replace;
	} spellings[] = {
		{"klp-build.ko", KV_YES},
		{"klp-build-rc.ko", KV_NO},
		{"klp-build-unknown.ko", KV_UNKNOWN},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(spellings); i++) {
		g_autoptr(kv_livepatch) livepatch = read_module(spellings[i].name);

		g_test_message("%s", spellings[i].name);
		g_assert_cmpint(livepatch->kind, ==, KV_LIVEPATCH_KLP_BUILD);
		assert_complete(livepatch, 2);
		assert_object(object_at(livepatch, 0), NULL, KV_YES, 2);
		assert_function(object_at(livepatch, 0), 0, "cmdline_proc_show", 0,
				"cmdline_proc_show", ".text");
		assert_function(object_at(livepatch, 0), 1, "type_show", 17, "type_show", ".text");
		assert_object(object_at(livepatch, 1), "ho_target", KV_YES, 1);
		g_assert_cmpstr(object_at(livepatch, 1)->callbacks[KV_POST_PATCH], ==, "after");
		g_assert_cmpint(livepatch->replace, ==, spellings[i].replace);
	}
	assert_refused("klp-build-damaged.ko", KV_ERROR_INPUT, "more than its table");
}

static void test_refusals(void)
{
	static const uint8_t data[64];
	const struct {
		uint16_t type, machine;
		kv_error_code code;
		const char *text;
	} files[] = {
		{ET_EXEC, EM_X86_64, KV_ERROR_USAGE, "--kernel"},
		{ET_REL, EM_X86_64, KV_ERROR_USAGE, "klp_enable_patch()"},
		{ET_REL, EM_RISCV, KV_ERROR_INPUT, "cannot read livepatch modules for"},
	};

	assert_refused("plain.ko", KV_ERROR_USAGE, "no livepatch module");
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(elf_writer) writer = elf_writer_new(files[i].type, files[i].machine);
		g_autoptr(GError) error = NULL;

		elf_writer_section(writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0,
				   data, sizeof(data));
		if (files[i].machine == EM_RISCV)
			elf_writer_symbol(writer, "klp_enable_patch", STB_GLOBAL, STT_NOTYPE,
					  SHN_UNDEF, 0, 0);

		g_autoptr(kv_file) file = elf_writer_file(writer, "written");

		g_assert_null(kv_livepatch_read(file, NULL, &error));
		g_assert_error(error, KV_ERROR, (int)files[i].code);
		g_assert_nonnull(strstr(error->message, files[i].text));
	}
}

/* Reads @size bytes at @data; whatever they are, there is a livepatch or an error. */
static void read_damaged(const uint8_t *data, gsize size)
{
	g_autoptr(kv_file) file = kv_file_from_memory("damaged.ko", data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_livepatch) livepatch = kv_livepatch_read(file, NULL, &error);

	g_assert_true((livepatch != NULL) != (error != NULL));
}

static void test_damage(void)
{
	static const char *const names[] = {"sample-5005.ko", "kpatch.ko", "klp-build.ko"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(kv_file) file = open_module(names[i]);
		gsize size = kv_file_size(file);
		g_autofree uint8_t *copy = g_memdup2(kv_file_data(file), size);
		/* A fixed seed: a failure can be repeated. */
		g_autoptr(GRand) random = g_rand_new_with_seed(20);

		for (gsize length = 0; length < size; length += 29)
			read_damaged(copy, length);
		for (unsigned int round = 0; round < 1500; round++) {
			for (unsigned int flips = 0; flips < 4; flips++)
				copy[g_rand_int_range(random, 16, (gint32)size)] ^=
					1u << g_rand_int_range(random, 0, 8);
			read_damaged(copy, size);
			memcpy(copy, kv_file_data(file), size);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 3);
	module_dir = argv[1];
	foreign_dir = argv[2];
	g_test_add_func("/livepatch/releases", test_releases);
	g_test_add_func("/livepatch/modinfo", test_modinfo);
	g_test_add_func("/livepatch/forms", test_forms);
	g_test_add_func("/livepatch/stripped-symbols", test_stripped_symbols);
	g_test_add_func("/livepatch/signed", test_signed);
	g_test_add_func("/livepatch/layout-origin", test_layout_origin);
	g_test_add_func("/livepatch/kernel-layout", test_kernel_layout);
	g_test_add_func("/livepatch/machines", test_machines);
	g_test_add_func("/livepatch/ends", test_ends);
	g_test_add_func("/livepatch/places", test_places);
	g_test_add_func("/livepatch/incomplete", test_incomplete);
	g_test_add_func("/livepatch/run-time", test_run_time);
	g_test_add_func("/livepatch/run-time-parts", test_run_time_parts);
	g_test_add_func("/livepatch/kpatch", test_kpatch);
	g_test_add_func("/livepatch/klp-build", test_klp_build);
	g_test_add_func("/livepatch/refusals", test_refusals);
	g_test_add_func("/livepatch/damage", test_damage);
	return g_test_run();
}
