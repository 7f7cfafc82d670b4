/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules on livepatches that no compiler makes from C, such as those with facts that could not be
 * read, against the miniature kernel. What C source can express stands in corpus/.
 * Usage: test_rules FOLDER, which holds the miniature kernels "default" and "stripped".
 */
#include <elf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/catalogue.h"
#include "engine/check.h"
#include "engine/rule.h"
#include "image/symbols.h"

static kv_kernel *mini, *stripped;
/* The folder of the miniature kernels, and one for files of the test and for indexes. */
static const char *kernels;
static char *work;

/* @config NULL: the kernel's own. */
static kv_kernel *open_kernel(const char *variant, const char *config)
{
	g_autofree char *path = g_build_filename(kernels, variant, NULL);
	const kv_kernel_options options = {.spec = path, .config_path = config, .cache_dir = work};
	g_autoptr(GError) error = NULL;
	kv_kernel *kernel = kv_kernel_open(&options, &error);

	g_assert_no_error(error);
	return kernel;
}

static kv_livepatch *new_livepatch(const kv_kernel *kernel)
{
	const kv_index *vmlinux = kv_kernel_index(kernel);
	kv_livepatch *livepatch = kv_livepatch_new("fix.ko");

	livepatch->module_name = g_strdup("fix");
	livepatch->machine = kv_index_machine(vmlinux);
	livepatch->vermagic = g_strdup(kv_index_vermagic(vmlinux));
	livepatch->license = g_strdup("GPL");
	livepatch->has_livepatch_tag = true;
	livepatch->has_versions = true;
	livepatch->has_mod = KV_YES;
	livepatch->has_objs = KV_YES;
	livepatch->objects_ended = KV_YES;
	livepatch->replace = KV_NO;
	return livepatch;
}

static kv_lp_object *add_object(kv_livepatch *livepatch, const char *name)
{
	kv_lp_object *object = kv_livepatch_add_object(livepatch, name);

	object->has_funcs = KV_YES;
	object->funcs_ended = KV_YES;
	return object;
}

static kv_lp_function *add_function(kv_lp_object *object, const char *name, uint64_t position)
{
	kv_lp_function *function = kv_lp_object_add_function(object, name);

	function->sympos = position;
	function->has_new = KV_YES;
	function->new_name = g_strdup("replacement");
	return function;
}

/* A livepatch of one function of vmlinux. */
static kv_livepatch *patch_of(const kv_kernel *kernel, const char *name, uint64_t position)
{
	kv_livepatch *livepatch = new_livepatch(kernel);

	add_function(add_object(livepatch, NULL), name, position);
	return livepatch;
}

static kv_lp_function *first_function(const kv_livepatch *livepatch)
{
	const kv_lp_object *object = g_ptr_array_index(livepatch->objects, 0);

	return g_ptr_array_index(object->functions, 0);
}

static void append_once(GString *list, const char *word)
{
	g_auto(GStrv) words = g_strsplit(list->str, " ", -1);

	if (!g_strv_contains((const char *const *)words, word))
		g_string_append_printf(list, "%s%s", list->len ? " " : "", word);
}

/* The signature of the function that @function replaces: what its replacement should have. */
static char *fitting_signature(const kv_index *vmlinux, const kv_lp_function *function)
{
	kv_ids named =
		kv_index_symbols_named(vmlinux, function->old_name ? function->old_name : "");
	const kv_source *source = NULL;

	if (named.count > 0)
		source = kv_symbol_named_source(vmlinux, kv_index_symbol(vmlinux, named.id[0]));
	return g_strdup(source ? kv_index_string(vmlinux, source->signature) : "v()");
}

/*
 * Machine code for every replacement, as if it had been read, in which there is nothing, and debug
 * information that fits.
 */
static void give_code(kv_livepatch *livepatch, const kv_kernel *kernel)
{
	livepatch->has_debug_information = true;
	livepatch->bodies = g_ptr_array_new_with_free_func((GDestroyNotify)kv_lp_body_free);
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < object->functions->len; j++) {
			kv_lp_function *function = g_ptr_array_index(object->functions, j);
			kv_lp_body *body = kv_lp_body_new("fixed");

			body->replacement = body->complete = true;
			function->signature = fitting_signature(kv_kernel_index(kernel), function);
			g_ptr_array_add(livepatch->bodies, body);
			function->body = body;
		}
	}
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words of @text in the order of strcmp(). */
static char *sorted(const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	qsort(words, g_strv_length(words), sizeof(*words), compare_words);
	return g_strjoinv(" ", words);
}

static void assert_same_words(const char *text, const char *expected)
{
	g_autofree char *one = sorted(text);
	g_autofree char *other = sorted(expected);

	g_assert_cmpstr(one, ==, other);
}

/* Checks @livepatch, which it frees: rules that find something, and rules that cannot look. */
static kv_result *expect(kv_livepatch *livepatch, kv_kernel *kernel, const char *found,
			 const char *not_checked)
{
	g_autoptr(GString) findings = g_string_new(NULL);
	g_autoptr(GString) missing = g_string_new(NULL);
	kv_result *result;

	give_code(livepatch, kernel);
	result = kv_check_run(livepatch, kernel);
	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		g_assert_nonnull(finding->consequence);
		g_assert_nonnull(finding->remedy);
		g_assert_nonnull(finding->source);
		append_once(findings, finding->rule);
	}
	for (guint i = 0; i < result->not_checked->len; i++) {
		const kv_not_checked *entry = g_ptr_array_index(result->not_checked, i);

		g_assert_nonnull(entry->reason);
		g_assert_nonnull(entry->supply);
		append_once(missing, entry->rule);
	}
	assert_same_words(findings->str, found);
	assert_same_words(missing->str, not_checked);
	kv_livepatch_free(livepatch);
	return result;
}

/* The facts of a patched function's object that rules may need. */
#define OBJECT_FACTS (KV_NEEDS_SYMBOLS | KV_NEEDS_FTRACE | KV_NEEDS_DWARF | KV_NEEDS_CODE)

/* Rules that cannot look at a function without one of the facts @needs of its object. */
static bool is_blind(const kv_rule_info *info, unsigned int needs)
{
	return info->rule->check_function && info->needs & needs & OBJECT_FACTS;
}

/* Rules that the engine reports as incomplete when not all functions are known. */
static bool needs_all_functions(const kv_rule_info *info, unsigned int needs)
{
	return info->rule->check_function || info->needs & KV_NEEDS_FUNCTIONS;
}

/* The ids of @others, and of the rules on modules without history for which @applies holds. */
static char *rules_that(bool (*applies)(const kv_rule_info *info, unsigned int needs),
			unsigned int needs, const char *others)
{
	GString *ids = g_string_new(others);

	for (unsigned int i = 0; i < kv_rule_count; i++) {
		const kv_rule_info *info = &kv_rule_catalogue[i];

		if (!(info->needs & (KV_NEEDS_SOURCE | KV_NEEDS_PREVIOUS)) && applies(info, needs))
			append_once(ids, info->rule->id);
	}
	return g_string_free(ids, FALSE);
}

static void expect_only(kv_livepatch *livepatch, const char *found, const char *not_checked)
{
	g_autoptr(kv_result) result = expect(livepatch, mini, found, not_checked);
}

static const kv_finding *first_finding(const kv_result *result)
{
	return g_ptr_array_index(result->findings, 0);
}

static void test_sound(void)
{
	expect_only(patch_of(mini, "cmdline_proc_show", 0), "", "");
}

/* Positions of type_show by nm and addr2line: 1 core.c, 2 power.c, 3 firmware.c of drivers/base. */
static void test_position_file(void)
{
	static const struct {
		uint64_t position;
		const char *file, *found, *not_checked;
	} cases[] = {
		{2, "drivers/base/power.c", "", ""},
		{2, "/home/me/linux/drivers/base/power.c", "", ""},
		{2, "power.c", "", ""},
		{2, "wer.c", "symbol-wrong-position", ""},
		{2, "base", "symbol-wrong-position", ""},
		{2, "drivers/base/core.c", "symbol-wrong-position", ""},
		{3, "drivers/base/core.c", "symbol-wrong-position", ""},
		{1, NULL, "", "symbol-wrong-position"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		kv_livepatch *livepatch = patch_of(mini, "type_show", cases[i].position);

		first_function(livepatch)->source_file = g_strdup(cases[i].file);
		expect_only(livepatch, cases[i].found, cases[i].not_checked);
	}
}

static void test_position_remedy(void)
{
	kv_livepatch *livepatch = patch_of(mini, "type_show", 1);
	g_autoptr(kv_result) result = NULL;

	first_function(livepatch)->source_file = g_strdup("drivers/base/firmware.c");
	result = expect(livepatch, mini, "symbol-wrong-position", "");
	g_assert_nonnull(strstr(first_finding(result)->remedy, ".old_sympos = 3"));
	g_assert_cmpuint(first_finding(result)->evidence->len, ==, 3);
	g_assert_cmpint(first_finding(result)->effect, ==, KV_EFFECT_CRASH);
}

static void test_built_address(void)
{
	const kv_index *vmlinux = kv_kernel_index(mini);
	kv_ids named = kv_index_symbols_named(vmlinux, "type_show");
	kv_livepatch *livepatch = patch_of(mini, "type_show", 2);

	g_assert_cmpuint(named.count, ==, 3);
	first_function(livepatch)->built_address = kv_index_symbol(vmlinux, named.id[1])->address;
	expect_only(livepatch, "", "");

	livepatch = patch_of(mini, "type_show", 2);
	first_function(livepatch)->built_address = 0x1000;
	expect_only(livepatch, "module-wrong-kernel", "");
}

static void test_mismatch(void)
{
	kv_livepatch *livepatch = patch_of(mini, "cmdline_proc_show", 0);
	g_autoptr(kv_result) other_machine = NULL;
	g_autoptr(kv_result) no_vermagic = NULL;

	livepatch->machine = EM_AARCH64;
	other_machine = expect(livepatch, mini, "module-wrong-kernel", "");
	g_assert_cmpint(first_finding(other_machine)->effect, ==, KV_EFFECT_REFUSED);

	livepatch = patch_of(mini, "cmdline_proc_show", 0);
	g_clear_pointer(&livepatch->vermagic, g_free);
	no_vermagic = expect(livepatch, mini, "module-wrong-kernel", "");
	g_assert_cmpint(first_finding(no_vermagic)->effect, ==, KV_EFFECT_REFUSED);
}

/* With CONFIG_MODULE_FORCE_LOAD the kernel takes a module without vermagic. */
static void test_forced_load(void)
{
	g_autofree char *config = g_build_filename(work, "config", NULL);
	g_autoptr(kv_kernel) forcing = NULL;
	g_autoptr(kv_result) result = NULL;
	kv_livepatch *livepatch;

	g_assert_true(g_file_set_contents(
		config, "CONFIG_LIVEPATCH=y\nCONFIG_MODULE_FORCE_LOAD=y\n", -1, NULL));
	forcing = open_kernel("default", config);
	livepatch = patch_of(forcing, "cmdline_proc_show", 0);
	g_clear_pointer(&livepatch->vermagic, g_free);
	result = expect(livepatch, forcing, "module-wrong-kernel", "");
	g_assert_cmpint(first_finding(result)->effect, ==, KV_EFFECT_CRASH);
	g_assert_nonnull(strstr(first_finding(result)->consequence, "loads it"));
}

/* klp_init_func() takes an empty name, and the lookup says that it is not found. */
static void test_empty_name(void)
{
	g_autoptr(kv_result) vmlinux = expect(patch_of(mini, "", 0), mini, "object-incomplete", "");
	kv_livepatch *livepatch = new_livepatch(mini);
	g_autoptr(kv_result) module = NULL;

	add_function(add_object(livepatch, "mini_net"), "", 0);
	module = expect(livepatch, mini, "object-incomplete", "");
	g_assert_cmpstr(
		first_finding(vmlinux)->consequence, ==,
		"refuses the livepatch with EINVAL: \"livepatch: symbol '' not found in symbol "
		"table\"");
	g_assert_cmpint(first_finding(module)->effect, ==, KV_EFFECT_TARGET_REFUSED);
}

/* All names of a system call without arguments are one entry: only one may be listed. */
static void test_system_call(void)
{
	g_autoptr(kv_result) result =
		expect(patch_of(mini, "sys_getpid", 0), mini, "syscall-inner", "");

	g_assert_cmpuint(first_finding(result)->evidence->len, ==, 1);
}

/* A module may have a dot in its name, for nothing replaces it: scripts/Makefile.lib, name-fix. */
static void test_dotted_name(void)
{
	g_autofree char *blind = rules_that(is_blind, OBJECT_FACTS, "object-misnamed");
	kv_livepatch *livepatch = new_livepatch(mini);

	add_function(add_object(livepatch, "foo.bar"), "probe", 0);
	expect_only(livepatch, "", blind);
}

/* What a split function left in its callers is no copy of the part. */
static void test_part(void)
{
	g_autoptr(kv_result) result = expect(patch_of(mini, "generic_permission.part.0", 0), mini,
					     "inline-copies symbol-clone", "");

	for (guint i = 0; i < result->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(result->findings, i);

		g_assert_cmpint(finding->level, ==, KV_WARNING);
		g_assert_cmpint(finding->confidence, ==, KV_REVIEW);
	}
}

static void test_object_names(void)
{
	kv_livepatch *livepatch = new_livepatch(mini);
	g_autoptr(kv_result) empty = NULL;
	g_autoptr(kv_result) near = NULL;

	add_function(add_object(livepatch, ""), "ring_show", 0);
	empty = expect(livepatch, mini, "object-misnamed", "");
	g_assert_cmpint(first_finding(empty)->effect, ==, KV_EFFECT_REFUSED);

	livepatch = new_livepatch(mini);
	add_object(livepatch, "mini_nat");
	near = expect(livepatch, mini, "object-incomplete object-misnamed", "");
	for (guint i = 0; i < near->findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(near->findings, i);

		if (strcmp(finding->rule, "object-misnamed") != 0)
			continue;
		g_assert_cmpint(finding->level, ==, KV_WARNING);
		g_assert_nonnull(strstr(finding->remedy, "\"mini_net\""));
	}
}

static void test_unknown_facts(void)
{
	kv_livepatch *livepatch = patch_of(mini, "cmdline_proc_show", 0);
	kv_lp_object *object = g_ptr_array_index(livepatch->objects, 0);

	object->has_funcs = KV_UNKNOWN;
	expect_only(livepatch, "", "object-unterminated");

	livepatch = patch_of(mini, "cmdline_proc_show", 0);
	object = g_ptr_array_index(livepatch->objects, 0);
	object->funcs_ended = KV_UNKNOWN;
	livepatch->objects_ended = KV_UNKNOWN;
	expect_only(livepatch, "", "object-unterminated");

	livepatch = patch_of(mini, "cmdline_proc_show", 0);
	livepatch->has_mod = KV_UNKNOWN;
	expect_only(livepatch, "", "object-incomplete");

	livepatch = patch_of(mini, "cmdline_proc_show", 0);
	first_function(livepatch)->has_new = KV_UNKNOWN;
	expect_only(livepatch, "", "object-incomplete");
}

/* An array without end may hold anything behind its last real entry: that is one defect. */
static void test_open_array(void)
{
	kv_livepatch *livepatch = patch_of(mini, "cmdline_proc_show", 0);
	kv_lp_object *object = g_ptr_array_index(livepatch->objects, 0);

	add_function(object, NULL, 7)->has_new = KV_NO;
	object->funcs_ended = KV_NO;
	expect_only(livepatch, "object-unterminated", "");

	livepatch = patch_of(mini, "cmdline_proc_show", 0);
	object = g_ptr_array_index(livepatch->objects, 0);
	add_function(object, NULL, 7)->has_new = KV_NO;
	expect_only(livepatch, "object-incomplete", "");
}

/* What is listed twice stays wrong, whatever else there may be; a missing patch may not. */
static void test_gaps(void)
{
	kv_livepatch *livepatch = patch_of(mini, "unix_gc", 0);
	kv_lp_object *object = g_ptr_array_index(livepatch->objects, 0);
	g_autofree char *incomplete =
		rules_that(needs_all_functions, 0,
			   "name-too-long object-builtin object-duplicate object-incomplete "
			   "object-misnamed object-unterminated");

	expect_only(patch_of(mini, "unix_gc", 0), "inline-copies", "");

	add_function(object, "unix_gc", 1);
	kv_livepatch_add_gap(livepatch, "the functions of vmlinux", "made at run time", "read it");
	expect_only(livepatch, "object-duplicate", incomplete);
}

/* nm shows these three at one address. */
static void test_aliases(void)
{
	kv_livepatch *livepatch = patch_of(mini, "__do_sys_getpid", 0);
	kv_lp_object *object = g_ptr_array_index(livepatch->objects, 0);
	g_autoptr(kv_result) result = NULL;

	expect_only(patch_of(mini, "__ia32_sys_getpid", 0), "", "");

	add_function(object, "__x64_sys_getpid", 0);
	add_function(object, "__ia32_sys_getpid", 0);
	result = expect(livepatch, mini, "symbol-alias", "");
	g_assert_cmpuint(result->findings->len, ==, 2);
	g_assert_cmpstr(first_finding(result)->function, ==, "__x64_sys_getpid");
}

/* The file that the livepatch was made from tells whether the weak function was meant. */
static void test_weak_default(void)
{
	static const struct {
		const char *file;
		kv_level level;
	} cases[] = {{"kernel/fork.c", KV_WARNING}, {"fork.c", KV_WARNING}, {NULL, KV_NOTE}};
	kv_livepatch *livepatch;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(kv_result) result = NULL;

		livepatch = patch_of(mini, "arch_release_task", 0);
		first_function(livepatch)->source_file = g_strdup(cases[i].file);
		result = expect(livepatch, mini, "symbol-weak-overridden", "");
		g_assert_cmpint(first_finding(result)->level, ==, cases[i].level);
	}
	livepatch = patch_of(mini, "arch_release_task", 0);
	first_function(livepatch)->source_file = g_strdup("arch/x86/kernel/process.c");
	expect_only(livepatch, "", "");
}

static void test_without_dwarf(void)
{
	g_autofree char *blind = rules_that(is_blind, KV_NEEDS_DWARF, "");
	g_autofree char *blind_for_alias = rules_that(is_blind, KV_NEEDS_DWARF, "symbol-alias");
	g_autoptr(kv_result) plain = NULL;
	g_autoptr(kv_result) alias = NULL;

	plain = expect(patch_of(stripped, "cmdline_proc_show", 0), stripped, "", blind);
	alias = expect(patch_of(stripped, "__x64_sys_getpid", 0), stripped, "", blind_for_alias);
}

static void test_similar_names(void)
{
	g_autoptr(kv_result) result =
		expect(patch_of(mini, "cmdline_proc_shwo", 0), mini, "symbol-absent", "");
	const kv_evidence *evidence = g_ptr_array_index(first_finding(result)->evidence, 0);

	g_assert_cmpstr(evidence->name, ==, "cmdline_proc_show");
}

static void test_own_name(void)
{
	kv_livepatch *livepatch = patch_of(mini, "cmdline_proc_show", 0);

	g_free(livepatch->module_name);
	livepatch->module_name = g_strnfill(55, 'x');
	expect_only(livepatch, "", "");

	livepatch = patch_of(mini, "cmdline_proc_show", 0);
	g_free(livepatch->module_name);
	livepatch->module_name = g_strnfill(56, 'x');
	expect_only(livepatch, "name-too-long", "");
}

static void remove_folder(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(folder))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		g_unlink(file);
	}
	g_rmdir(path);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 2);
	kernels = argv[1];
	work = g_dir_make_tmp("klpvet-rules-XXXXXX", NULL);
	mini = open_kernel("default", NULL);
	stripped = open_kernel("stripped", NULL);

	g_test_add_func("/rules/sound", test_sound);
	g_test_add_func("/rules/position/file", test_position_file);
	g_test_add_func("/rules/position/remedy", test_position_remedy);
	g_test_add_func("/rules/built-address", test_built_address);
	g_test_add_func("/rules/mismatch", test_mismatch);
	g_test_add_func("/rules/forced-load", test_forced_load);
	g_test_add_func("/rules/empty-name", test_empty_name);
	g_test_add_func("/rules/part", test_part);
	g_test_add_func("/rules/system-call", test_system_call);
	g_test_add_func("/rules/dotted-name", test_dotted_name);
	g_test_add_func("/rules/object-names", test_object_names);
	g_test_add_func("/rules/unknown-facts", test_unknown_facts);
	g_test_add_func("/rules/open-array", test_open_array);
	g_test_add_func("/rules/gaps", test_gaps);
	g_test_add_func("/rules/aliases", test_aliases);
	g_test_add_func("/rules/weak-default", test_weak_default);
	g_test_add_func("/rules/without-dwarf", test_without_dwarf);
	g_test_add_func("/rules/similar-names", test_similar_names);
	g_test_add_func("/rules/own-name", test_own_name);
	status = g_test_run();

	kv_kernel_free(mini);
	kv_kernel_free(stripped);
	remove_folder(work);
	g_free(work);
	return status;
}
