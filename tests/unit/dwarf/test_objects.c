/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stddef.h>
#include <string.h>

#include "dwarf/objects.h"
#include "elf/elf.h"
#include "indexer/code_places.h"
#include "dwarf/dwarf.h"

/* What is to be found at an offset in an object, as its declaration has it. */
typedef struct {
	const char *symbol;
	size_t offset;
	const char *type, *member;
	int32_t parameters; /* of the function that is there; 0: not known */
} expectation;

#define OF(member) offsetof(struct choice, member)
#define DRIVER(n) (offsetof(struct table, drivers) + (n) * sizeof(driver))
#define INNER(member) (offsetof(driver, inner) + offsetof(struct operations, member))

static const expectation expectations[] = {
	{"plain", offsetof(struct operations, open), "operations", "open", 0},
	{"plain", offsetof(struct operations, find), "operations", "find", 0},
	{"plain", offsetof(struct operations, data), "operations", "data", 0},
	{"plain", offsetof(struct operations, number), "operations", "number", 0},
	{"named", offsetof(driver, act), "driver", "act", 0},
	{"named", INNER(open), "driver", "inner.operations.open", 0},
	{"nested", offsetof(struct table, none), "table", "none", 0},
	{"nested", DRIVER(0) + offsetof(driver, act), "table", "drivers[0].act", 0},
	{"nested", DRIVER(2) + INNER(find), "table", "drivers[2].inner.operations.find", 0},
	{"nested", offsetof(struct table, grid[0][1]), "table", "grid[0][1]", 0},
	{"nested", offsetof(struct table, grid[1][2]), "table", "grid[1][2]", 0},
	{"lone", 0, "", "", 0},
	{"several", sizeof(action), "", "[1]", 0},
	{"hidden", offsetof(struct operations, find), "operations", "find", 0},
	{"chosen", OF(of), "choice", "of", 0},
	{"chosen", OF(of), "choice", "of.one", 1},
	{"chosen", OF(of), "choice", "of.(inside.two|other_two)", 2},
	{"chosen", OF(of), "choice", "of.more", 3},
	{"chosen", OF(of), "choice", "of", 4},
	{"chosen", OF(of.inside.behind), "choice", "of.inside.behind", 7},
	{"chosen", OF(begin), "choice", "begin", 0},
	{"chosen", OF(end), "choice", "end", 1},
	{"chosen", OF(many), "choice", "many", 0},
	{"chosen", OF(many), "choice", "many.(a1|a2|a3)", 1},
	{"chosen", OF(many), "choice", "many.a4", 2},
	/* Inside members, in characters, behind the object: no pointer can be there. */
	{"plain", offsetof(struct operations, open) + 4, "", "", 0},
	{"plain", offsetof(struct operations, small), "", "", 0},
	{"plain", 0, "", "", 0},
	{"nested", sizeof(struct table) + 64, "", "", 0},
};

static kv_file *open_sample(const char *name)
{
	g_autofree char *path = g_test_build_filename(G_TEST_BUILT, name, NULL);
	g_autoptr(GError) error = NULL;
	kv_file *file = kv_file_open(path, &error);

	g_assert_no_error(error);
	return file;
}

/* The address of @name; that of a variable in a function has a number behind its name. */
static uint64_t address_of(const kv_elf *elf, const kv_section_addresses *addresses,
			   const char *name)
{
	g_autofree char *numbered = g_strconcat(name, ".", NULL);
	kv_elf_symbol symbol;

	for (uint32_t i = 1; i < kv_elf_symbol_count(elf); i++) {
		if (!kv_elf_symbol_at(elf, i, &symbol) ||
		    (g_strcmp0(symbol.name, name) != 0 && !g_str_has_prefix(symbol.name, numbered)))
			continue;
		return symbol.value +
		       (addresses ? g_array_index(addresses, guint64, symbol.section) : 0);
	}
	g_error("no symbol %s", name);
}

/* A place that is asked about. */
typedef struct {
	guint64 address;
	const expectation *expected;
} question;

static gint compare_questions(gconstpointer a, gconstpointer b)
{
	const question *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return left->expected < right->expected ? -1 : left->expected > right->expected;
}

/* All expectations, by address: (element-type question). */
static GArray *questions(const kv_elf *elf, const kv_section_addresses *addresses)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(question));

	for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++) {
		const expectation *expected = &expectations[i];
		question next = {
			address_of(elf, addresses, expected->symbol) + expected->offset,
			expected,
		};

		g_array_append_val(all, next);
	}
	g_array_sort(all, compare_questions);
	return all;
}

static void check_sample(const char *name, kv_object_kind kind, unsigned int threads)
{
	g_autoptr(kv_file) file = open_sample(name);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_elf) elf = kv_elf_open(file, &error);
	g_autoptr(GArray) layout = NULL;
	g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) parameters = g_array_new(FALSE, FALSE, sizeof(gint32));
	g_autoptr(kv_dwarf) dwarf = kv_dwarf_read(file, kind, threads, false, &layout);
	g_autoptr(GArray) asked = questions(elf, kind == KV_OBJECT_MODULE ? layout : NULL);
	g_autoptr(GArray) places = NULL;

	g_assert_no_error(error);
	g_assert_true(dwarf->complete);
	for (guint i = 0; i < asked->len; i++) {
		const question *next = &g_array_index(asked, question, i);
		gint32 count = next->expected->parameters ? next->expected->parameters : -1;

		g_array_append_val(addresses, next->address);
		g_array_append_val(parameters, count);
	}
	places = kv_dwarf_name_places(dwarf, addresses, parameters);
	kv_dwarf_close(dwarf);
	g_assert_cmpuint(places->len, ==, asked->len);

	for (guint i = 0; i < asked->len; i++) {
		const expectation *expected = g_array_index(asked, question, i).expected;
		const kv_dwarf_place *place = &g_array_index(places, kv_dwarf_place, i);

		g_test_message("%s+%zu, %d parameters", expected->symbol, expected->offset,
			       expected->parameters);
		g_assert_cmpstr(place->type, ==, expected->type);
		g_assert_cmpstr(place->member, ==, expected->member);
		/* "of" and "many" are unions. */
		g_assert_cmpint(place->in_doubt, ==,
				strchr(expected->member, '|') ||
					g_str_equal(expected->member, "of") ||
					g_str_equal(expected->member, "many"));
	}
}

static void test_versions(void)
{
	check_sample("objects-2", KV_OBJECT_VMLINUX, 1);
	check_sample("objects-3", KV_OBJECT_VMLINUX, 1);
	check_sample("objects-4", KV_OBJECT_VMLINUX, 2);
	check_sample("objects-5", KV_OBJECT_VMLINUX, 2);
}

static void test_modules(void)
{
	check_sample("objects-4.ko", KV_OBJECT_MODULE, 1);
	check_sample("objects-5.ko", KV_OBJECT_MODULE, 1);
}

/* Without debug information nothing is named, and nothing fails. */
static void test_none(void)
{
	static const guint64 address = 0x1000;
	g_autoptr(kv_file) file = open_sample("sample-none.ko");
	g_autoptr(kv_dwarf) dwarf = kv_dwarf_read(file, KV_OBJECT_MODULE, 1, false, NULL);
	g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) places = NULL;

	g_array_append_val(asked, address);
	places = kv_dwarf_name_places(dwarf, asked, NULL);
	g_assert_cmpuint(places->len, ==, 1);
	g_assert_cmpstr(g_array_index(places, kv_dwarf_place, 0).type, ==, "");
	g_assert_cmpstr(g_array_index(places, kv_dwarf_place, 0).member, ==, "");
}

static void test_parameters(void)
{
	static const struct {
		const char *prototype, *name;
		int32_t count;
	} prototypes[] = {
		{"int f(void)", "f", 0},
		{"int f()", "f", -1},
		{"int open(struct inode *inode, struct file *file)", "open", 2},
		{"void (*set(int a, void (*b)(int, int)))(int, long)", "set", 2},
		{"struct set *set(int (*compare)(const void *, const void *))", "set", 1},
		{"int print(const char *format, ...)", "print", 2},
		{"", "f", -1},
		{"int f(int a", "f", -1},
		{"int g(int a)", "f", -1},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(prototypes); i++)
		g_assert_cmpint(
			kv_prototype_parameters(prototypes[i].prototype, prototypes[i].name), ==,
			prototypes[i].count);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/objects/versions", test_versions);
	g_test_add_func("/objects/modules", test_modules);
	g_test_add_func("/objects/none", test_none);
	g_test_add_func("/objects/parameters", test_parameters);
	return g_test_run();
}
