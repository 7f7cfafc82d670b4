/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "elf/elf.h"
#include "dwarf/dwarf.h"
#include "dwarf/segments.h"

/* Calls that the sample's source makes and a compiler has no reason to change; NULL: a pointer. */
static const struct {
	const char *caller, *callee;
	unsigned int count;
} expected[] = {
	{"host_of_middle", "second_user", 1},
	{"split", "first_report", 3},
	{"with_callback", NULL, 1},
};

static kv_dwarf *read_sample(const char *name, bool calls)
{
	g_autofree char *path = g_test_build_filename(G_TEST_BUILT, name, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = kv_file_open(path, &error);
	bool module = g_str_has_suffix(name, ".ko");
	g_autoptr(GArray) addresses = NULL;

	g_assert_no_error(error);
	return kv_dwarf_read(file, module ? KV_OBJECT_MODULE : KV_OBJECT_VMLINUX, 2, calls,
			     &addresses);
}

static const char *source_name(const kv_dwarf *dwarf, uint32_t source)
{
	g_assert_cmpuint(source, <, dwarf->sources->len);
	return g_array_index(dwarf->sources, kv_dwarf_source, source).name;
}

static void check_sample(const char *name)
{
	g_autoptr(kv_dwarf) dwarf = read_sample(name, true);
	g_autoptr(kv_dwarf_finder) finder = kv_dwarf_finder_new(dwarf);
	unsigned int found[G_N_ELEMENTS(expected)] = {0};

	g_test_message("%s", name);
	g_assert_true(dwarf->complete);
	for (guint i = 0; i < dwarf->calls->len; i++) {
		const kv_dwarf_call *call = &g_array_index(dwarf->calls, kv_dwarf_call, i);
		const char *caller =
			source_name(dwarf, kv_dwarf_finder_source(finder, call->back - 1));

		g_assert_cmpuint(call->unit, <, dwarf->units->len);
		g_assert_false(call->same_unit);
		for (gsize j = 0; j < G_N_ELEMENTS(expected); j++)
			found[j] += strcmp(caller, expected[j].caller) == 0 &&
				    g_strcmp0(call->callee, expected[j].callee) == 0;
	}
	for (gsize j = 0; j < G_N_ELEMENTS(expected); j++)
		g_assert_cmpuint(found[j], ==, expected[j].count);
}

/* As DWARF 5 has them, and as GCC extended version 4. */
static void test_calls(void)
{
	check_sample("sample-5");
	check_sample("sample-4");
	check_sample("sample-5.ko");
}

static void test_not_asked_for(void)
{
	g_autoptr(kv_dwarf) dwarf = read_sample("sample-5", false);

	g_assert_cmpuint(dwarf->calls->len, ==, 0);
}

static const char *segment_name(const GArray *segments, guint i, uint64_t base, uint64_t address)
{
	const kv_dwarf_segment *segment;

	g_assert_cmpuint(i, <, segments->len);
	segment = &g_array_index(segments, kv_dwarf_segment, i);
	g_assert_cmphex(base + segment->offset, ==, address);
	return segment->source == KV_NONE ? "none" : segment->source == 1 ? "host" : "inlined";
}

/* Of what overlaps, the innermost counts; what is inlined never outlasts what it is in. */
static void test_segments(void)
{
	const kv_dwarf_span list[] = {
		{0x1000, 0x1100, 1, 0},				/* a function */
		{0x1010, 0x1040, 2, 1},				/* inlined there */
		{0x1020, 0x1030, 1, 2},				/* and back in it */
		{0x1080, 0x1200, 2, 3},				/* damaged: ends too late */
		{0x1300, 0x1310, 1, 4}, {0x1300, 0x1308, 2, 5}, /* begins with its host */
	};
	static const struct {
		uint64_t address;
		const char *what;
	} wanted[] = {
		{0x1000, "host"}, {0x1010, "inlined"}, {0x1020, "host"}, {0x1030, "inlined"},
		{0x1040, "host"}, {0x1080, "inlined"}, {0x1100, "none"}, {0x1300, "inlined"},
		{0x1308, "host"}, {0x1310, "none"},
	};
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_span));
	g_autoptr(GArray) segments = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_segment));
	uint64_t base;

	/* In any order: units list their functions as they like. */
	for (gsize i = G_N_ELEMENTS(list); i-- > 0;)
		g_array_append_val(spans, list[i]);
	base = kv_dwarf_flatten(spans, segments);
	g_assert_cmphex(base, ==, 0x1000);
	g_assert_cmpuint(segments->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < segments->len; i++)
		g_assert_cmpstr(segment_name(segments, i, base, wanted[i].address), ==,
				wanted[i].what);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dwarf-calls/calls", test_calls);
	g_test_add_func("/dwarf-calls/not-asked-for", test_not_asked_for);
	g_test_add_func("/dwarf-calls/segments", test_segments);
	return g_test_run();
}
