/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "indexer/split.h"
#include "kernel/kernel.h"
#include "sandbox.h"

/*
 * Kernels whose debug information was split off must be understood as those in one piece are. The
 * miniature kernel is split by the tools that packages are made with.
 */
#define REL "6.1.0-klpvet-mini"
#define MODULES "lib/modules/" REL
#define MODULE "kernel/net/mini/mini_net.ko"
#define DEBUG "usr/lib/debug/"

static const char *corpus;

/* Tools that split the file $0 into the code $1 and the debug information $2. */
static const struct {
	const char *name, *program, *command;
} splitters[] = {
	{"objcopy", "objcopy",
	 "objcopy --only-keep-debug \"$0\" \"$2\" && objcopy --strip-debug \"$0\" \"$1\""},
	/* Sections that klpvet does not need are taken out, so that the others change numbers. */
	{"renumbered", "objcopy",
	 "objcopy --only-keep-debug \"$0\" \"$2\" && "
	 "objcopy --strip-debug --remove-relocations=.text \"$0\" \"$1\""},
	/* find-debuginfo of rpm: in the second form for the modules of Fedora and RHEL. */
	{"eu-strip", "eu-strip", "cp \"$0\" \"$1\" && eu-strip --remove-comment -f \"$2\" \"$1\""},
	{"eu-strip-g", "eu-strip",
	 "cp \"$0\" \"$1\" && eu-strip --remove-comment --reloc-debug-sections -g -f \"$2\" "
	 "\"$1\""},
};

/* A vmlinux may lose its whole symbol table, which a module cannot. */
static const char strip_fully[] = "objcopy --only-keep-debug \"$0\" \"$2\" && "
				  "objcopy --strip-all \"$0\" \"$1\"";
/* Strips local functions of a module, which then have no names in the kernel. */
static const char strip_locals[] = "objcopy --only-keep-debug \"$0\" \"$2\" && "
				   "objcopy --strip-unneeded \"$0\" \"$1\"";

/* Where the halves of a vmlinux and of a module are, and how they are compressed. */
typedef struct {
	const char *name;
	const char *vmlinux, *vmlinux_ending, *vmlinux_debug;
	const char *modules, *module_ending, *module_debug;
} layout;

static const layout layouts[] = {
	{"suse", "boot/vmlinux-" REL, ".gz", DEBUG "boot/vmlinux-" REL ".debug", MODULES, ".xz",
	 DEBUG MODULES "/" MODULE ".debug"},
	{"suse-merged", "usr/" MODULES "/vmlinux", ".xz", DEBUG "usr/" MODULES "/vmlinux.debug",
	 "usr/" MODULES, ".zst", DEBUG "usr/" MODULES "/" MODULE ".debug"},
	{"unpacked", "boot/vmlinux-" REL, "", DEBUG "boot/vmlinux-" REL ".debug", MODULES, "",
	 DEBUG MODULES "/" MODULE ".debug"},
};

/* Fedora and RHEL split modules only. */
static const layout fedora = {.modules = MODULES,
			      .module_ending = ".xz",
			      .module_debug = DEBUG MODULES "/" MODULE ".debug"};

static const char *original(const char *name)
{
	g_autofree char *path = g_build_filename(corpus, "default", name, NULL);

	return g_intern_string(path);
}

static void run(const char *command, const char *zero, const char *one, const char *two)
{
	const char *const arguments[] = {"sh", "-c", command, zero, one, two, NULL};
	g_autoptr(GError) error = NULL;
	int status;

	g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
		     &status, &error);
	g_assert_no_error(error);
	g_spawn_check_wait_status(status, &error);
	g_assert_no_error(error);
}

/* Splits @from into the files @code, compressed as @ending says, and @debug of @root. */
static void split(sandbox root, const char *command, const char *from, const char *code,
		  const char *ending, const char *debug)
{
	sandbox_write(root, debug, "");
	run(command, from, sandbox_write(root, code, ""), sandbox_path(root, debug));
	if (*ending)
		sandbox_pack(root, code, ending);
}

static void split_module(sandbox root, const char *command, const layout *places)
{
	g_autofree char *code = g_build_filename(places->modules, MODULE, NULL);

	split(root, command, original(MODULES "/" MODULE), code, places->module_ending,
	      places->module_debug);
}

static guint built; /* how many indexes were built */

static void count_build(const char *what)
{
	built += g_str_has_prefix(what, "indexing ");
}

static kv_kernel *open_kernel(const char *spec, const char *cache)
{
	kv_kernel_options options = {.spec = spec, .cache_dir = cache, .progress = count_build};
	g_autoptr(GError) error = NULL;
	kv_kernel *kernel = kv_kernel_open(&options, &error);

	g_assert_no_error(error);
	return kernel;
}

static const kv_index *module_of(kv_kernel *kernel)
{
	const char *reason = NULL, *supply = NULL;
	const kv_index *index = kv_kernel_module(kernel, "mini_net", &reason, &supply);

	g_assert_cmpstr(reason, ==, NULL);
	return index;
}

static void assert_warnings(const kv_kernel *kernel, guint count, const char *word)
{
	const GPtrArray *warnings = kv_kernel_warnings(kernel);

	for (guint i = count; i < warnings->len; i++)
		g_error("unexpected warning: %s", (char *)g_ptr_array_index(warnings, i));
	g_assert_cmpuint(warnings->len, ==, count);
	if (count > 0)
		g_assert_nonnull(strstr(g_ptr_array_index(warnings, 0), word));
}

static void append_symbols(GString *text, const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++) {
		const kv_symbol *symbol = kv_index_symbol(index, i);

		g_string_append_printf(text, "symbol %s %lx %lx %x %u %c %x %u %x\n",
				       kv_index_string(index, symbol->name), symbol->address,
				       symbol->extent, symbol->size, symbol->function, symbol->type,
				       symbol->flags, symbol->region, symbol->ftrace_offset);
	}
}

static void append_functions(GString *text, const kv_index *index)
{
	for (uint32_t i = 0; i < kv_index_source_count(index); i++) {
		const kv_source *source = kv_index_source(index, i);

		g_string_append_printf(text, "source %s %s:%u %s %x %u+%u\n",
				       kv_index_string(index, source->name),
				       kv_index_string(index, source->file), source->line,
				       kv_index_string(index, source->prototype), source->flags,
				       source->first_copy, source->copy_count);
	}
	for (uint32_t i = 0; i < kv_index_function_count(index); i++) {
		const kv_function *function = kv_index_function(index, i);

		g_string_append_printf(text, "function %lx %x %lx %x %u %u %u %x\n",
				       function->address, function->size, function->cold_address,
				       function->cold_size, function->source, function->symbol,
				       function->unit, function->flags);
	}
	for (uint32_t i = 0; i < kv_index_copy_count(index); i++) {
		const kv_copy *copy = kv_index_copy(index, i);

		g_string_append_printf(text, "copy %lx %u %u %x\n", copy->address, copy->host,
				       copy->call_line, copy->flags);
	}
}

/* Everything that @index says, but for the files it was built from. */
static char *contents(const kv_index *index)
{
	g_autoptr(GString) text = g_string_new(NULL);
	kv_klp_layout klp;
	const uint64_t *ftrace;
	uint32_t count;

	g_string_printf(text, "%s\n%s\n%s\n%s\n%s\n%d %d %u %u\n", kv_index_release(index),
			kv_index_banner(index), kv_index_vermagic(index), kv_index_build_id(index),
			kv_index_module(index), kv_index_has_dwarf(index),
			kv_index_has_ftrace(index), kv_index_ksym_name_len(index),
			kv_index_module_name_len(index));
	if (kv_index_has_klp_layout(index, &klp)) {
		g_autofree char *hex = g_base64_encode((const guchar *)&klp, sizeof(klp));

		g_string_append_printf(text, "layout %s\n", hex);
	}
	ftrace = kv_index_ftrace(index, &count);
	for (uint32_t i = 0; i < count; i++)
		g_string_append_printf(text, "ftrace %lx\n", ftrace[i]);
	append_symbols(text, index);
	append_functions(text, index);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_same(const kv_index *index, const kv_index *expected)
{
	g_autofree char *text = contents(index), *expected_text = contents(expected);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_auto(GStrv) expected_lines = g_strsplit(expected_text, "\n", -1);

	g_assert_true(kv_index_has_dwarf(expected) && kv_index_has_ftrace(expected));
	g_assert_cmpuint(kv_index_function_count(expected), >, 0);
	for (guint i = 0; lines[i] && expected_lines[i]; i++)
		g_assert_cmpstr(lines[i], ==, expected_lines[i]);
	g_assert_cmpuint(g_strv_length(lines), ==, g_strv_length(expected_lines));
}

/* Opens the kernel @spec twice: with the cache empty it builds @builds indexes, then none. */
static void assert_understood(sandbox root, const char *spec, guint builds)
{
	const char *cache = sandbox_path(root, "cache");
	g_autoptr(kv_kernel) joined =
		open_kernel(original("vmlinux"), sandbox_path(root, "joined"));

	const kv_index *joined_module = module_of(joined);

	for (guint i = 0; i < 2; i++) {
		g_autoptr(kv_kernel) kernel = NULL;

		built = 0;
		kernel = open_kernel(spec, cache);
		assert_same(kv_kernel_index(kernel), kv_kernel_index(joined));
		assert_same(module_of(kernel), joined_module);
		assert_warnings(kernel, 0, NULL);
		g_assert_cmpuint(built, ==, i == 0 ? builds : 0);
	}
}

static void test_layout(gconstpointer data)
{
	const layout *places = data;
	g_autofree char *packed = g_strconcat(places->vmlinux, places->vmlinux_ending, NULL);

	for (size_t i = 0; i <= G_N_ELEMENTS(splitters); i++) {
		g_auto(sandbox) root = sandbox_new();
		bool full = i == G_N_ELEMENTS(splitters);
		g_autofree char *program =
			g_find_program_in_path(full ? "objcopy" : splitters[i].program);

		if (!program) {
			g_test_message("%s is not installed", splitters[i].program);
			continue;
		}
		split(root, full ? strip_fully : splitters[i].command, original("vmlinux"),
		      places->vmlinux, places->vmlinux_ending, places->vmlinux_debug);
		split_module(root, splitters[full ? 0 : i].command, places);
		assert_understood(root, root, 2);
		/* The cache has the index with the halves in one order only. */
		assert_understood(root, sandbox_path(root, packed), 1);
		assert_understood(root, sandbox_path(root, places->vmlinux_debug), 1);
	}
}

static void test_fedora(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(splitters); i++) {
		g_auto(sandbox) root = sandbox_new();
		g_autofree char *program = g_find_program_in_path(splitters[i].program);
		const char *vmlinux = DEBUG MODULES "/vmlinux";

		if (!program) {
			g_test_message("%s is not installed", splitters[i].program);
			continue;
		}
		run("cp \"$0\" \"$1\"", original("vmlinux"), sandbox_write(root, vmlinux, ""), "");
		split_module(root, splitters[i].command, &fedora);
		assert_understood(root, root, 2);
	}
}

/* Debug information that is installed later, or removed, is noticed. */
static void test_debug_comes_and_goes(void)
{
	static const bool present[] = {true, false, true};
	g_auto(sandbox) root = sandbox_new();
	const char *vmlinux = DEBUG MODULES "/vmlinux";
	const char *debug = sandbox_path(root, fedora.module_debug);
	const char *away = sandbox_path(root, "away");

	run("cp \"$0\" \"$1\"", original("vmlinux"), sandbox_write(root, vmlinux, ""), "");
	split_module(root, splitters[0].command, &fedora);
	g_assert_cmpint(g_rename(debug, away), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(present); i++) {
		g_autoptr(kv_kernel) kernel = NULL;

		g_assert_cmpint(present[i] ? g_rename(away, debug) : g_rename(debug, away), ==, 0);
		kernel = open_kernel(root, sandbox_path(root, "cache"));
		g_assert_cmpint(kv_index_has_dwarf(module_of(kernel)), ==, present[i]);
		g_assert_true(kv_index_has_ftrace(module_of(kernel)));
		assert_warnings(kernel, 0, NULL);
	}
}

/* A compressed vmlinux and debug information of another build: each is right by itself only. */
static void test_other_build(void)
{
	const layout *places = &layouts[0];
	g_auto(sandbox) root = sandbox_new();
	g_autofree char *other = g_build_filename(corpus, "dwarf4", "vmlinux", NULL);
	g_autofree char *packed = g_strconcat(places->vmlinux, places->vmlinux_ending, NULL);
	const char *code = sandbox_path(root, packed), *cache = sandbox_path(root, "cache");
	g_autoptr(kv_kernel) by_directory = NULL, by_code = NULL;

	split(root, strip_fully, other, "else/vmlinux", "", places->vmlinux_debug);
	split(root, splitters[0].command, original("vmlinux"), places->vmlinux,
	      places->vmlinux_ending, "else/debug");

	by_directory = open_kernel(root, cache);
	assert_warnings(by_directory, 2, "are not of one build");
	g_assert_true(kv_index_has_dwarf(kv_kernel_index(by_directory)));
	g_assert_false(kv_index_has_ftrace(kv_kernel_index(by_directory)));
	g_assert_null(kv_kernel_located(by_directory)->half);

	by_code = open_kernel(code, cache);
	assert_warnings(by_code, 1, "are not of one build");
	g_assert_false(kv_index_has_dwarf(kv_kernel_index(by_code)));
	g_assert_true(kv_index_has_ftrace(kv_kernel_index(by_code)));
}

/* Functions without names would pass for dead code, and what is inlined into them for nothing. */
static void test_module_without_locals(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *vmlinux = DEBUG MODULES "/vmlinux";
	g_autoptr(kv_kernel) kernel = NULL;

	run("cp \"$0\" \"$1\"", original("vmlinux"), sandbox_write(root, vmlinux, ""), "");
	split_module(root, strip_locals, &fedora);
	kernel = open_kernel(root, sandbox_path(root, "cache"));
	g_assert_false(kv_index_has_dwarf(module_of(kernel)));
	assert_warnings(kernel, 1, "function symbols");
}

static void assert_no_split(const char *path, const char *half, kv_object_kind kind,
			    const char *word)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kv_split_open(path, half, kind, &error));
	g_assert_error(error, KV_ERROR, KV_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, word));
}

static void test_not_halves(void)
{
	g_auto(sandbox) root = sandbox_new();
	const char *code = sandbox_path(root, "code"), *debug = sandbox_path(root, "debug");
	const char *changed = sandbox_path(root, "changed");

	split(root, splitters[0].command, original("vmlinux"), "code", "", "debug");
	assert_no_split(code, code, KV_OBJECT_VMLINUX, "expected one file with the code");
	assert_no_split(debug, debug, KV_OBJECT_VMLINUX, "expected one file with the code");

	run("objcopy --remove-section .exit.text \"$0\" \"$1\"", code, changed, "");
	assert_no_split(changed, debug, KV_OBJECT_VMLINUX, "do not have the same sections");
	run("objcopy --rename-section .exit.text=.else.text \"$0\" \"$1\"", code, changed, "");
	assert_no_split(debug, changed, KV_OBJECT_VMLINUX, ".else.text");
	run("objcopy --remove-section .notes \"$0\" \"$1\"", code, changed, "");
	assert_no_split(changed, debug, KV_OBJECT_VMLINUX, "are not of one build");
}

/* Relocations that are left in a vmlinux count in the table that it was linked with. */
static void test_relocations(void)
{
	g_auto(sandbox) root = sandbox_new();
	g_autoptr(kv_split) alone = NULL, both = NULL;
	size_t count;

	split(root, splitters[0].command, original("vmlinux"), "code", "", "debug");
	alone = kv_split_open(sandbox_path(root, "code"), NULL, KV_OBJECT_VMLINUX, NULL);
	kv_elf_relocations(alone->code, kv_elf_section_named(alone->code, ".text")->index, &count);
	g_assert_cmpuint(count, >, 0);

	both = kv_split_open(sandbox_path(root, "code"), sandbox_path(root, "debug"),
			     KV_OBJECT_VMLINUX, NULL);
	g_assert_cmpuint(kv_elf_symbol_count(both->code), >, kv_elf_symbol_count(alone->code));
	kv_elf_relocations(both->code, kv_elf_section_named(both->code, ".text")->index, &count);
	g_assert_cmpuint(count, ==, 0);
}

int main(int argc, char **argv)
{
	g_auto(sandbox) cache = sandbox_new();

	g_setenv("XDG_CACHE_HOME", cache, TRUE);
	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 2);
	corpus = argv[1];
	for (size_t i = 0; i < G_N_ELEMENTS(layouts); i++) {
		g_autofree char *path = g_strconcat("/split/", layouts[i].name, NULL);

		g_test_add_data_func(path, &layouts[i], test_layout);
	}
	g_test_add_func("/split/fedora", test_fedora);
	g_test_add_func("/split/debug-comes-and-goes", test_debug_comes_and_goes);
	g_test_add_func("/split/other-build", test_other_build);
	g_test_add_func("/split/module-without-locals", test_module_without_locals);
	g_test_add_func("/split/not-halves", test_not_halves);
	g_test_add_func("/split/relocations", test_relocations);
	return g_test_run();
}
