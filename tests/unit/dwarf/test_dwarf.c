/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <stddef.h>
#include <string.h>

#include "elf/elf.h"
#include "dwarf/dwarf.h"
#include "dwarf/path.h"

#include "include/linux/livepatch.h"

/*
 * What the samples in this folder hold is known from their text; where it was placed is read
 * from their symbol tables.
 */
typedef struct {
	kv_file *file;
	kv_elf *elf;
	kv_section_addresses *addresses;
	kv_dwarf *dwarf;
} dwarf_sample;

static kv_object_kind kind_of(const char *name)
{
	return g_str_has_suffix(name, ".ko") ? KV_OBJECT_MODULE : KV_OBJECT_VMLINUX;
}

static void sample_open(dwarf_sample *sample, const char *name)
{
	g_autofree char *path = g_test_build_filename(G_TEST_BUILT, name, NULL);
	g_autoptr(GError) error = NULL;

	sample->file = kv_file_open(path, &error);
	g_assert_no_error(error);
	sample->elf = kv_elf_open(sample->file, &error);
	g_assert_no_error(error);
	sample->dwarf = kv_dwarf_read(sample->file, kind_of(name), 2, false, &sample->addresses);
}

static void sample_close(dwarf_sample *sample)
{
	kv_dwarf_free(sample->dwarf);
	g_array_unref(sample->addresses);
	kv_elf_free(sample->elf);
	kv_file_unref(sample->file);
}

/* The address of a symbol, in a relocatable file by the layout that its DWARF was given. */
static uint64_t address_of(const dwarf_sample *sample, const char *symbol)
{
	kv_elf_symbol found;

	g_assert_true(kv_elf_symbol_named(sample->elf, symbol, &found));
	if (kv_elf_type(sample->elf) != ET_REL)
		return found.value;
	g_assert_cmpuint(found.section, <, sample->addresses->len);
	g_assert_cmpuint(g_array_index(sample->addresses, guint64, found.section), !=, 0);
	return g_array_index(sample->addresses, guint64, found.section) + found.value;
}

static const kv_dwarf_source *source_at(const dwarf_sample *sample, uint32_t position)
{
	g_assert_cmpuint(position, <, sample->dwarf->sources->len);
	return &g_array_index(sample->dwarf->sources, kv_dwarf_source, position);
}

static const kv_dwarf_function *function_at(const dwarf_sample *sample, uint32_t position)
{
	g_assert_cmpuint(position, <, sample->dwarf->functions->len);
	return &g_array_index(sample->dwarf->functions, kv_dwarf_function, position);
}

/* The only source function of that name. */
static const kv_dwarf_source *source_named(const dwarf_sample *sample, const char *name)
{
	const kv_dwarf_source *found = NULL;

	for (guint i = 0; i < sample->dwarf->sources->len; i++) {
		if (strcmp(source_at(sample, i)->name, name) != 0)
			continue;
		g_assert_null(found);
		found = source_at(sample, i);
	}
	g_assert_nonnull(found);
	return found;
}

static const kv_dwarf_function *function_at_address(const dwarf_sample *sample, uint64_t address)
{
	for (guint i = 0; i < sample->dwarf->functions->len; i++)
		if (function_at(sample, i)->address == address)
			return function_at(sample, i);
	return NULL;
}

/* Collects the copies of @name, in the order of the table, as "host@line:flags" words. */
static char *copies_of(const dwarf_sample *sample, const char *name)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < sample->dwarf->copies->len; i++) {
		const kv_dwarf_copy *copy = &g_array_index(sample->dwarf->copies, kv_dwarf_copy, i);
		const kv_dwarf_function *host = function_at(sample, copy->host);

		if (strcmp(source_at(sample, copy->source)->name, name) != 0)
			continue;
		g_string_append_printf(text, "%s%s@%u:%u", text->len ? " " : "",
				       source_at(sample, host->source)->name, copy->call_line,
				       copy->flags);
		if (!(copy->flags & KV_DWARF_COPY_EMPTY)) {
			g_assert_cmpuint(copy->address, >=, host->address);
			g_assert_cmpuint(copy->address, <, host->address + host->size);
		}
	}
	return g_string_free(text, FALSE);
}

/* The line of a sample's source that contains @text. */
static uint32_t line_of(const char *file, const char *text)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, file, NULL);
	g_autofree char *contents = NULL;
	const char *at;
	uint32_t line = 1;

	g_assert_true(g_file_get_contents(path, &contents, NULL, NULL));
	at = strstr(contents, text);
	g_assert_nonnull(at);
	for (const char *p = contents; p < at; p++)
		line += *p == '\n';
	return line;
}

static const struct {
	const char *name, *file, *declaration, *prototype, *signature;
	uint32_t flags;
} expected_sources[] = {
	{"host_of_middle", "kernel/first.c", "int host_of_middle(", "int host_of_middle(int value)",
	 "i4(i4)",
	 KV_DWARF_SOURCE_EXTERNAL},
	{"middle", "kernel/first.c", "int middle(", "int middle(int value)",
	 "i4(i4)",
	 KV_DWARF_SOURCE_INLINE | KV_DWARF_SOURCE_INLINED},
	{"partly", "kernel/first.c", "__)) int partly(", "int partly(int value)",
	 "i4(i4)",
	 KV_DWARF_SOURCE_INLINE | KV_DWARF_SOURCE_INLINED | KV_DWARF_SOURCE_EXTERNAL},
	{"never_copied", "kernel/first.c", "int never_copied(", "int never_copied(int value)",
	 "i4(i4)", 0},
	{"shared_helper", "include/linux/shared.h", "void shared_helper(",
	 "void shared_helper(int value)",
	 "v(i4)", KV_DWARF_SOURCE_INLINE | KV_DWARF_SOURCE_INLINED},
	{"twin_helper", "lib/twin.h", "void twin_helper(", "void twin_helper(int value)",
	 "v(i4)",
	 KV_DWARF_SOURCE_INLINE | KV_DWARF_SOURCE_INLINED},
	{"no_parameters", "kernel/second.c", "void no_parameters(", "void no_parameters(void)",
	 "v()",
	 KV_DWARF_SOURCE_EXTERNAL},
	{"mixed", "kernel/second.c", "shape *mixed(",
	 "struct shape *mixed(enum kind kind, union value value, bool flag, u32 number)",
	 "p:shape(e4,s8:value,b,u4)",
	 KV_DWARF_SOURCE_EXTERNAL},
	{"with_callback", "kernel/second.c", "long with_callback(",
	 "unsigned long with_callback(int (*fn)(void *, int), const char *const *names, "
	 "volatile char *where, ...)",
	 "u8(p,p,p,...)",
	 KV_DWARF_SOURCE_EXTERNAL},
	{"matrix", "kernel/second.c", "(*matrix(",
	 "char (*matrix(int (*cells)[4], long long (*const *table)(void)))[8]",
	 "p(p,p)", KV_DWARF_SOURCE_EXTERNAL},
};

static void assert_sources(const dwarf_sample *sample)
{
	for (size_t i = 0; i < G_N_ELEMENTS(expected_sources); i++) {
		const kv_dwarf_source *source = source_named(sample, expected_sources[i].name);

		g_assert_cmpstr(source->file, ==, expected_sources[i].file);
		g_assert_cmpuint(
			source->line, ==,
			line_of(expected_sources[i].file, expected_sources[i].declaration));
		g_assert_cmpstr(source->prototype, ==, expected_sources[i].prototype);
		g_assert_cmpstr(source->signature, ==, expected_sources[i].signature);
		g_assert_cmpuint(source->flags, ==, expected_sources[i].flags);
	}
}

static void assert_bodies(const dwarf_sample *sample)
{
	static const char *const bodies[] = {"host_of_middle", "host_of_partly", "partly",
					     "split",	       "never_copied",	 "first_report",
					     "second_user",    "mixed"};

	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		const kv_dwarf_function *function =
			function_at_address(sample, address_of(sample, bodies[i]));
		kv_elf_symbol symbol;
		const char *unit;

		g_assert_nonnull(function);
		g_assert_true(kv_elf_symbol_named(sample->elf, bodies[i], &symbol));
		g_assert_cmpuint(function->size, ==, symbol.size);
		g_assert_cmpstr(source_at(sample, function->source)->name, ==, bodies[i]);
		unit = g_ptr_array_index(sample->dwarf->units, function->unit);
		g_assert_cmpstr(unit, ==, source_at(sample, function->source)->file);
	}
	g_assert_cmpuint(sample->dwarf->units->len, ==, 2);
}

static void assert_copies(const dwarf_sample *sample)
{
	uint32_t call = line_of("kernel/first.c", "return middle(value) + second_user");
	g_autofree char *middle = g_strdup_printf("host_of_middle@%u:0", call);
	g_autofree char *innermost = g_strdup_printf(
		"host_of_middle@%u:0", line_of("kernel/first.c", "return innermost(twice)"));
	g_autofree char *partly = g_strdup_printf(
		"host_of_partly@%u:0", line_of("kernel/first.c", "return partly(value) - 1"));
	g_autofree char *shared =
		g_strdup_printf("host_of_partly@%u:0 second_user@%u:0",
				line_of("kernel/first.c", "\tshared_helper(value)"),
				line_of("kernel/second.c", "\tshared_helper(value)"));
	const struct {
		const char *name, *copies;
	} expected[] = {
		{"middle", middle},	   {"innermost", innermost}, {"partly", partly},
		{"shared_helper", shared}, {"never_copied", ""},     {"split", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *copies = copies_of(sample, expected[i].name);

		g_assert_cmpstr(copies, ==, expected[i].copies);
	}
}

static void assert_cold(const dwarf_sample *sample)
{
	const kv_dwarf_function *split = function_at_address(sample, address_of(sample, "split"));
	const kv_dwarf_function *whole =
		function_at_address(sample, address_of(sample, "second_user"));
	kv_elf_symbol cold;

	g_assert_cmpuint(whole->cold_address, ==, 0);
	g_assert_cmpuint(whole->cold_size, ==, 0);
#if defined(__GNUC__) && !defined(__clang__)
	g_assert_true(kv_elf_symbol_named(sample->elf, "split.cold", &cold));
	g_assert_cmpuint(split->cold_address, ==, address_of(sample, "split.cold"));
	g_assert_cmpuint(split->cold_size, ==, cold.size);
#endif
}

static void assert_layout(const dwarf_sample *sample)
{
	const kv_klp_layout *layout = &sample->dwarf->layout;

	g_assert_true(sample->dwarf->has_layout);
	g_assert_cmpuint(layout->func_size, ==, sizeof(struct klp_func));
	g_assert_cmpuint(layout->func_old_name, ==, offsetof(struct klp_func, old_name));
	g_assert_cmpuint(layout->func_new_func, ==, offsetof(struct klp_func, new_func));
	g_assert_cmpuint(layout->func_old_sympos, ==, offsetof(struct klp_func, old_sympos));
	g_assert_cmpuint(layout->object_size, ==, sizeof(struct klp_object));
	g_assert_cmpuint(layout->object_name, ==, offsetof(struct klp_object, name));
	g_assert_cmpuint(layout->object_funcs, ==, offsetof(struct klp_object, funcs));
	g_assert_cmpuint(layout->object_callbacks, ==, offsetof(struct klp_object, callbacks));
	g_assert_cmpuint(layout->patch_size, ==, sizeof(struct klp_patch));
	g_assert_cmpuint(layout->patch_mod, ==, offsetof(struct klp_patch, mod));
	g_assert_cmpuint(layout->patch_objs, ==, offsetof(struct klp_patch, objs));
	g_assert_cmpuint(layout->patch_replace, ==, offsetof(struct klp_patch, replace));
	g_assert_cmpuint(layout->patch_states, ==, KV_NONE);
	g_assert_cmpuint(layout->state_size, ==, KV_NONE);
	g_assert_cmpuint(layout->callbacks_pre_patch, ==,
			 offsetof(struct klp_callbacks, pre_patch));
	g_assert_cmpuint(layout->callbacks_post_unpatch, ==,
			 offsetof(struct klp_callbacks, post_unpatch));
	g_assert_cmpuint(sample->dwarf->ksym_name_len, ==,
			 sizeof(((struct kallsym_iter *)NULL)->name));
	g_assert_cmpuint(sample->dwarf->module_name_len, ==,
			 sizeof(((struct kallsym_iter *)NULL)->module_name));
}

static void test_sample(gconstpointer name)
{
	dwarf_sample sample;

	sample_open(&sample, name);
	g_assert_cmpstr(sample.dwarf->damage, ==, NULL);
	g_assert_true(sample.dwarf->complete);
	assert_sources(&sample);
	assert_bodies(&sample);
	assert_copies(&sample);
	assert_cold(&sample);
	assert_layout(&sample);
	sample_close(&sample);
}

static void test_no_dwarf(void)
{
	dwarf_sample sample;

	sample_open(&sample, "sample-none.ko");
	g_assert_false(sample.dwarf->complete);
	g_assert_nonnull(strstr(sample.dwarf->damage, "no debug information"));
	g_assert_cmpuint(sample.dwarf->sources->len, ==, 0);
	/* The layout is there all the same. */
	g_assert_cmpuint(address_of(&sample, "second_user"), !=, 0);
	sample_close(&sample);
}

static void test_wrong_kind(void)
{
	static const struct {
		const char *name;
		kv_object_kind kind;
		const char *damage;
	} cases[] = {
		{"sample-5", KV_OBJECT_MODULE, "expected ET_REL"},
		{"sample-5.ko", KV_OBJECT_VMLINUX, "expected ET_EXEC"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_test_build_filename(G_TEST_BUILT, cases[i].name, NULL);
		g_autoptr(kv_file) file = kv_file_open(path, NULL);
		g_autoptr(kv_dwarf) dwarf = kv_dwarf_read(file, cases[i].kind, 1, false, NULL);

		g_assert_false(dwarf->complete);
		g_assert_nonnull(strstr(dwarf->damage, cases[i].damage));
	}
}

/* chains.S: what stands there, entry by entry. */
static void test_chains(void)
{
	static const struct {
		const char *name, *file, *copies;
		uint32_t line;
	} expected[] = {
		/* At line 42 all ranges are empty, at line 43 only the first is. */
		{"inner", "kernel/one.c", "self@32:2 host@22:0 host@42:2 host@43:0 user@61:0", 10},
		{"outer", "kernel/one.c", "self@31:0 host@41:0", 20},
		/* Inside an inlined outer(), and yet inside its own body. */
		{"self", "kernel/one.c", "self@21:1", 30},
		{"host", "kernel/one.c", "", 40},
		{"method", "kernel/one.c", "", 50},
		{"user", "kernel/two.c", "", 60},
	};
	dwarf_sample sample;

	sample_open(&sample, "chains");
	g_assert_cmpstr(sample.dwarf->damage, ==, NULL);
	g_assert_true(sample.dwarf->complete);
	g_assert_cmpuint(sample.dwarf->sources->len, ==, G_N_ELEMENTS(expected));
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		const kv_dwarf_source *source = source_named(&sample, expected[i].name);
		g_autofree char *copies = copies_of(&sample, expected[i].name);

		g_assert_cmpstr(source->file, ==, expected[i].file);
		g_assert_cmpuint(source->line, ==, expected[i].line);
		g_assert_cmpstr(copies, ==, expected[i].copies);
	}
	/* self, host, method, inner of the other unit, user; not what was linked to address 0. */
	g_assert_cmpuint(sample.dwarf->functions->len, ==, 5);
	g_assert_cmpstr(
		source_at(&sample,
			  function_at_address(&sample, address_of(&sample, "inner_body"))->source)
			->name,
		==, "inner");
	g_assert_cmpstr(
		source_at(&sample,
			  function_at_address(&sample, address_of(&sample, "method"))->source)
			->name,
		==, "method");
	g_assert_cmpstr(g_ptr_array_index(sample.dwarf->units, 1), ==, "kernel/two.c");
	sample_close(&sample);
}

/* Damage ends in a report of its place, and what does not depend on it is kept. */
static void test_damaged_chains(void)
{
	static const struct {
		const char *name, *damage;
	} cases[] = {
		{"chains-SIBLING_BACK", "what follows it cannot be read"},
		{"chains-DEEP", "nested too deeply"},
		{"chains-ORIGIN_LOOP", "no function name"},
		{"chains-ORIGIN_OUTSIDE", "no function name"},
		{"chains-UNIT_TOO_LONG", "beyond the section"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *copies = NULL;
		dwarf_sample sample;

		sample_open(&sample, cases[i].name);
		g_assert_false(sample.dwarf->complete);
		g_assert_nonnull(strstr(sample.dwarf->damage, ".debug_info"));
		g_assert_nonnull(strstr(sample.dwarf->damage, cases[i].damage));
		copies = copies_of(&sample, "self");
		g_assert_cmpstr(copies, ==, "self@21:1");
		g_assert_nonnull(function_at_address(&sample, address_of(&sample, "user")));
		sample_close(&sample);
	}
}

static void test_paths(void)
{
	static const struct {
		const char *learn_compile, *learn_directory; /* of include/linux/types.h */
		const char *compile, *directory, *name, *expected;
	} cases[] = {
		/* Built in the tree. */
		{"/src/linux", "./include/linux", "/src/linux", "kernel", "sys.c", "kernel/sys.c"},
		{"/src/linux", "./include/linux", "/src/linux", "",
		 "arch/x86/kvm/../../../virt/a.c", "virt/a.c"},
		{"/src/linux", "include/linux", "/src/linux", "./arch/x86/include/generated/asm",
		 "x.h", "arch/x86/include/generated/asm/x.h"},
		/* Built with O=, below the tree and beside it. */
		{"/src/linux/out", "../include/linux", "/src/linux/out", "../kernel", "sys.c",
		 "kernel/sys.c"},
		{"/src/linux/out", "../include/linux", "/src/linux/out", "include/generated", "a.h",
		 "include/generated/a.h"},
		{"/build", "/src/linux/include/linux", "/build", "/src/linux/fs", "open.c",
		 "fs/open.c"},
		{"/build", "/src/linux/include/linux", "/build", "", "/src/linux/fs/open.c",
		 "fs/open.c"},
		/* Prefixes mapped away for C but not for assembler (Debian). */
		{"debian/build/amd64", "include/linux", "debian/build/amd64", "kernel", "sys.c",
		 "kernel/sys.c"},
		{"debian/build/amd64", "include/linux", "debian/build/amd64",
		 "debian/build/amd64/include/generated", "a.h", "include/generated/a.h"},
		{"debian/build/amd64", "include/linux", "/tmp/linux-6.1/debian/build/amd64",
		 "/tmp/linux-6.1/arch/x86/kernel", "head_64.S", "arch/x86/kernel/head_64.S"},
		/* A module built outside of the tree. */
		{"/usr/src/headers", "/usr/src/common/include/linux", "/usr/src/headers",
		 "/usr/src/common/include/linux", "list.h", "include/linux/list.h"},
		{"/usr/src/headers", "/usr/src/common/include/linux", "/usr/src/headers",
		 "/root/module", "fix.c", "/root/module/fix.c"},
		/* No tree known, and names that lead out of it. */
		{NULL, NULL, "", "a/./b//c", "../d.c", "a/b/d.c"},
		{NULL, NULL, "", "..", "d.c", "../d.c"},
		{NULL, NULL, "/a", "../../..", "d.c", "/../../d.c"},
	};
	g_autoptr(GString) path = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		kv_source_root root = {0};

		if (cases[i].learn_compile)
			g_assert_true(kv_source_root_learn(&root, cases[i].learn_compile,
							   cases[i].learn_directory, "types.h"));
		kv_source_path(&root, cases[i].compile, cases[i].directory, cases[i].name, path);
		g_assert_cmpstr(path->str, ==, cases[i].expected);
		kv_source_root_clear(&root);
	}
}

static void append_tables(const kv_dwarf *dwarf, GString *text)
{
	for (guint i = 0; i < dwarf->sources->len; i++) {
		const kv_dwarf_source *source = &g_array_index(dwarf->sources, kv_dwarf_source, i);

		g_string_append_printf(text, "%s %s %u %u %s\n", source->name, source->file,
				       source->line, source->flags, source->prototype);
	}
	for (guint i = 0; i < dwarf->functions->len; i++) {
		const kv_dwarf_function *function =
			&g_array_index(dwarf->functions, kv_dwarf_function, i);

		g_string_append_printf(text, "%" G_GINT64_MODIFIER "x %u %u %s\n",
				       function->address, function->size, function->source,
				       (char *)g_ptr_array_index(dwarf->units, function->unit));
	}
	for (guint i = 0; i < dwarf->copies->len; i++) {
		const kv_dwarf_copy *copy = &g_array_index(dwarf->copies, kv_dwarf_copy, i);

		g_string_append_printf(text, "%" G_GINT64_MODIFIER "x %u %u %u %u\n", copy->address,
				       copy->source, copy->host, copy->call_line, copy->flags);
	}
}

/* This test's own executable is large enough for several threads to have something to do. */
static void test_thread_counts(void)
{
	g_autoptr(GString) one = g_string_new(NULL);
	g_autoptr(kv_file) file = kv_file_open("/proc/self/exe", NULL);
	g_autoptr(kv_dwarf) single = kv_dwarf_read(file, KV_OBJECT_VMLINUX, 1, false, NULL);

	if (single->functions->len == 0) {
		g_test_skip("the tests were built without debug information");
		return;
	}
	append_tables(single, one);
	for (unsigned int threads = 2; threads <= 5; threads++) {
		g_autoptr(GString) many = g_string_new(NULL);
		g_autoptr(kv_dwarf) dwarf =
			kv_dwarf_read(file, KV_OBJECT_VMLINUX, threads, false, NULL);

		append_tables(dwarf, many);
		g_assert_cmpstr(many->str, ==, one->str);
	}
	g_assert_cmpuint(single->functions->len, >, 100);
}

/* Whatever the input was, the tables refer to each other and the verdict comes with a reason. */
static void assert_sound(const kv_dwarf *dwarf)
{
	for (guint i = 0; i < dwarf->functions->len; i++) {
		const kv_dwarf_function *function =
			&g_array_index(dwarf->functions, kv_dwarf_function, i);

		g_assert_cmpuint(function->source, <, dwarf->sources->len);
		g_assert_cmpuint(function->unit, <, dwarf->units->len);
	}
	for (guint i = 0; i < dwarf->copies->len; i++) {
		const kv_dwarf_copy *copy = &g_array_index(dwarf->copies, kv_dwarf_copy, i);

		g_assert_cmpuint(copy->source, <, dwarf->sources->len);
		g_assert_cmpuint(copy->host, <, dwarf->functions->len);
	}
	for (guint i = 0; i < dwarf->sources->len; i++) {
		const kv_dwarf_source *source = &g_array_index(dwarf->sources, kv_dwarf_source, i);

		g_assert_true(source->name && *source->name && source->file && source->prototype);
	}
	g_assert_true(dwarf->complete == !dwarf->damage);
}

static void read_damaged(const char *name, const uint8_t *bytes, gsize size)
{
	g_autoptr(kv_file) file = kv_file_from_memory(name, bytes, size);
	g_autoptr(GArray) addresses = NULL;
	g_autoptr(kv_dwarf) dwarf = NULL;
	gint64 begin = g_get_monotonic_time();

	dwarf = kv_dwarf_read(file, kind_of(name), 2, false, &addresses);
	g_assert_nonnull(addresses);
	assert_sound(dwarf);
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 5 * G_USEC_PER_SEC);
}

static const char *const damaged_samples[] = {"sample-4",    "sample-5",    "sample-zlib",
					      "sample-4.ko", "sample-5.ko", "sample-zlib.ko",
					      "chains"};

static void test_truncated(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(damaged_samples); i++) {
		const char *name = damaged_samples[i];
		dwarf_sample sample;
		gsize size, step;

		sample_open(&sample, name);
		size = kv_file_size(sample.file);
		step = MAX(size / 200, 1);
		for (gsize length = 0; length < size; length += step)
			read_damaged(name, kv_file_data(sample.file), length);
		sample_close(&sample);
	}
}

static const char *const damaged_sections[] = {
	".debug_info",	   ".debug_abbrev", ".debug_line",	".debug_rnglists", ".debug_str",
	".debug_line_str", ".debug_ranges", ".rela.debug_info", ".symtab"};

/* Makes section @index shorter, as if its end had been lost. */
static void shorten_section(uint8_t *bytes, uint32_t index, uint64_t size)
{
	Elf64_Ehdr header;

	memcpy(&header, bytes, sizeof(header));
	memcpy(bytes + header.e_shoff + index * sizeof(Elf64_Shdr) + offsetof(Elf64_Shdr, sh_size),
	       &size, sizeof(size));
}

static void test_shortened(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(damaged_samples); i++) {
		dwarf_sample sample;

		sample_open(&sample, damaged_samples[i]);
		for (size_t j = 0; j < G_N_ELEMENTS(damaged_sections); j++) {
			const kv_elf_section *section =
				kv_elf_section_named(sample.elf, damaged_sections[j]);
			uint64_t step = section ? MAX(section->size / 50, 1) : 1;

			for (uint64_t size = 0; section && size < section->size; size += step) {
				gsize total = kv_file_size(sample.file);
				g_autofree uint8_t *bytes =
					g_memdup2(kv_file_data(sample.file), total);

				shorten_section(bytes, section->index, size);
				read_damaged(damaged_samples[i], bytes, total);
			}
		}
		sample_close(&sample);
	}
}

/* Overwrites one to eight of @size bytes, at random or with the values that hurt most. */
static void overwrite(GRand *random, uint8_t *bytes, gsize size)
{
	static const uint8_t favourites[] = {0x00, 0xff, 0x7f, 0x80, 0x01};
	int count = g_rand_int_range(random, 1, 9);

	for (int i = 0; i < count; i++) {
		gint32 at = g_rand_int_range(random, 0, (gint32)size);

		if (g_rand_boolean(random))
			bytes[at] =
				favourites[g_rand_int_range(random, 0, G_N_ELEMENTS(favourites))];
		else
			bytes[at] = (uint8_t)g_rand_int_range(random, 0, 256);
	}
}

/* Reads copies of @sample that are overwritten somewhere in @size bytes at @offset. */
static void read_overwritten(const dwarf_sample *sample, const char *name, GRand *random,
			     gsize offset, gsize size)
{
	int rounds = g_test_thorough() ? 3000 : 60;

	for (int round = 0; round < rounds; round++) {
		gsize total = kv_file_size(sample->file);
		g_autofree uint8_t *bytes = g_memdup2(kv_file_data(sample->file), total);

		overwrite(random, bytes + offset, size);
		read_damaged(name, bytes, total);
	}
}

static void test_overwritten(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20240229);

	for (size_t i = 0; i < G_N_ELEMENTS(damaged_samples); i++) {
		const char *name = damaged_samples[i];
		dwarf_sample sample;
		Elf64_Ehdr header;

		sample_open(&sample, name);
		memcpy(&header, kv_file_data(sample.file), sizeof(header));
		read_overwritten(&sample, name, random, 0, sizeof(header));
		read_overwritten(&sample, name, random, header.e_shoff,
				 header.e_shnum * sizeof(Elf64_Shdr));
		for (size_t j = 0; j < G_N_ELEMENTS(damaged_sections); j++) {
			const kv_elf_section *section =
				kv_elf_section_named(sample.elf, damaged_sections[j]);

			if (section && section->size > 0)
				read_overwritten(&sample, name, random, section->offset,
						 section->size);
		}
		sample_close(&sample);
	}
}

int main(int argc, char **argv)
{
	static const char *const samples[] = {"sample-2",	 "sample-3",	  "sample-4",
					      "sample-5",	 "sample-2.ko",	  "sample-3.ko",
					      "sample-4.ko",	 "sample-5.ko",	  "sample-zlib",
					      "sample-zlib-gnu", "sample-zlib.ko"};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strdup_printf("/dwarf/%s", samples[i]);

		g_test_add_data_func(path, samples[i], test_sample);
	}
	g_test_add_func("/dwarf/no-dwarf", test_no_dwarf);
	g_test_add_func("/dwarf/wrong-kind", test_wrong_kind);
	g_test_add_func("/dwarf/chains", test_chains);
	g_test_add_func("/dwarf/damaged-chains", test_damaged_chains);
	g_test_add_func("/dwarf/paths", test_paths);
	g_test_add_func("/dwarf/thread-counts", test_thread_counts);
	g_test_add_func("/dwarf/truncated", test_truncated);
	g_test_add_func("/dwarf/shortened", test_shortened);
	g_test_add_func("/dwarf/overwritten", test_overwritten);
	return g_test_run();
}
