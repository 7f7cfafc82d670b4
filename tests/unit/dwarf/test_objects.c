/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stddef.h>

#include "dwarf/objects.h"
#include "elf/elf.h"
#include "kernel/build/dwarf.h"

/* What is to be found at an offset in an object, as its declaration has it. */
typedef struct {
	const char *symbol;
	size_t offset;
	const char *type, *member;
} expectation;

#define DRIVER(n) (offsetof(struct table, drivers) + (n) * sizeof(driver))
#define INNER(member) (offsetof(driver, inner) + offsetof(struct operations, member))

static const expectation expectations[] = {
	{"plain", offsetof(struct operations, open), "operations", "open"},
	{"plain", offsetof(struct operations, find), "operations", "find"},
	{"plain", offsetof(struct operations, data), "operations", "data"},
	{"plain", offsetof(struct operations, number), "operations", "number"},
	{"named", offsetof(driver, act), "driver", "act"},
	{"named", INNER(open), "driver", "inner.operations.open"},
	{"nested", offsetof(struct table, none), "table", "none"},
	{"nested", DRIVER(0) + offsetof(driver, act), "table", "drivers[0].act"},
	{"nested", DRIVER(2) + INNER(find), "table", "drivers[2].inner.operations.find"},
	{"nested", offsetof(struct table, grid[0][1]), "table", "grid[0][1]"},
	{"nested", offsetof(struct table, grid[1][2]), "table", "grid[1][2]"},
	{"lone", 0, "", ""},
	{"several", sizeof(action), "", "[1]"},
	{"hidden", offsetof(struct operations, find), "operations", "find"},
	/* Inside members, in characters, behind the object: no pointer can be there. */
	{"plain", offsetof(struct operations, open) + 4, "", ""},
	{"plain", offsetof(struct operations, small), "", ""},
	{"plain", 0, "", ""},
	{"nested", sizeof(struct table) + 64, "", ""},
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

static gint compare_addresses(gconstpointer a, gconstpointer b)
{
	const guint64 *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static void check_sample(const char *name, kv_image_kind kind, unsigned int threads)
{
	g_autoptr(kv_file) file = open_sample(name);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_elf) elf = kv_elf_open(file, &error);
	g_autoptr(GArray) layout = NULL;
	g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) places = NULL;
	g_autoptr(kv_dwarf) dwarf = kv_dwarf_read(file, kind, threads, false, &layout);

	g_assert_no_error(error);
	g_assert_true(dwarf->complete);
	for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++) {
		guint64 address = address_of(elf, kind == KV_IMAGE_MODULE ? layout : NULL,
					     expectations[i].symbol) +
				  expectations[i].offset;

		g_array_append_val(asked, address);
	}
	g_array_sort(asked, compare_addresses);
	places = kv_dwarf_name_places(dwarf, asked);
	kv_dwarf_close(dwarf);
	g_assert_cmpuint(places->len, ==, asked->len);

	for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++) {
		guint64 address = address_of(elf, kind == KV_IMAGE_MODULE ? layout : NULL,
					     expectations[i].symbol) +
				  expectations[i].offset;
		const kv_dwarf_place *place;
		guint at;

		g_assert_true(g_array_binary_search(asked, &address, compare_addresses, &at));
		place = &g_array_index(places, kv_dwarf_place, at);
		g_test_message("%s+%zu", expectations[i].symbol, expectations[i].offset);
		g_assert_cmpstr(place->type, ==, expectations[i].type);
		g_assert_cmpstr(place->member, ==, expectations[i].member);
	}
}

static void test_versions(void)
{
	check_sample("objects-2", KV_IMAGE_VMLINUX, 1);
	check_sample("objects-3", KV_IMAGE_VMLINUX, 1);
	check_sample("objects-4", KV_IMAGE_VMLINUX, 2);
	check_sample("objects-5", KV_IMAGE_VMLINUX, 2);
}

static void test_modules(void)
{
	check_sample("objects-4.ko", KV_IMAGE_MODULE, 1);
	check_sample("objects-5.ko", KV_IMAGE_MODULE, 1);
}

/* Without debug information nothing is named, and nothing fails. */
static void test_none(void)
{
	static const guint64 address = 0x1000;
	g_autoptr(kv_file) file = open_sample("sample-none.ko");
	g_autoptr(kv_dwarf) dwarf = kv_dwarf_read(file, KV_IMAGE_MODULE, 1, false, NULL);
	g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) places = NULL;

	g_array_append_val(asked, address);
	places = kv_dwarf_name_places(dwarf, asked);
	g_assert_cmpuint(places->len, ==, 1);
	g_assert_cmpstr(g_array_index(places, kv_dwarf_place, 0).type, ==, "");
	g_assert_cmpstr(g_array_index(places, kv_dwarf_place, 0).member, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/objects/versions", test_versions);
	g_test_add_func("/objects/modules", test_modules);
	g_test_add_func("/objects/none", test_none);
	return g_test_run();
}
