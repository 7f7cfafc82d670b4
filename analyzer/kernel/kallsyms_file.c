/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kallsyms_file.h"

#include <string.h>

#include "base/error.h"
#include "base/names.h"
#include "indexer/kallsyms.h"
#include "kernel/lines.h"

/* How many symbols a warning names of each kind of contradiction. */
#define EXAMPLES_MAX 3

/* /proc/kallsyms of a kernel with every module loaded has some 20 megabytes. */
#define LIST_SIZE_MAX (UINT64_C(256) << 20)

/* One line of the file that stands for a symbol of vmlinux. */
typedef struct {
	const char *name;
	uint64_t address;
	uint32_t order; /* position in the file */
	char type;	/* as nm prints it */
	bool placed;	/* vmlinux has as many symbols of that name */
} listed_symbol;

/* All of them, and the storage of their names. */
typedef struct {
	GArray *symbols; /* (element-type listed_symbol) */
	GStringChunk *names;
	bool has_addresses;
} listing;

static void listing_free(listing *list)
{
	g_array_unref(list->symbols);
	g_string_chunk_free(list->names);
	g_free(list);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(listing, listing_free)

typedef enum {
	ONLY_IN_FILE,
	ONLY_IN_VMLINUX,
	OTHER_COUNT,
	OTHER_ADDRESS,
	OTHER_ORDER,
	DIFFERENCE_KINDS,
} difference;

static const char *const difference_texts[DIFFERENCE_KINDS] = {
	[ONLY_IN_FILE] = "symbols that vmlinux does not have",
	[ONLY_IN_VMLINUX] = "symbols of vmlinux are not listed",
	[OTHER_COUNT] = "symbols too many or too few of one name",
	[OTHER_ADDRESS] = "symbols at another address",
	[OTHER_ORDER] = "symbols in another place of the order",
};

/* One comparison: what it compares and what it has found. */
typedef struct {
	const listing *list;
	const kv_index *vmlinux;
	uint64_t shift;	    /* address in the file minus address in vmlinux */
	GByteArray *placed; /* by symbol id: the file has as many of that name */
	guint counts[DIFFERENCE_KINDS];
	GString *examples[DIFFERENCE_KINDS];
} kallsyms_comparison;

static void differs(kallsyms_comparison *comparison, difference kind, guint count,
		    const char *format, ...) G_GNUC_PRINTF(4, 5);

static void differs(kallsyms_comparison *comparison, difference kind, guint count,
		    const char *format, ...)
{
	GString *examples = comparison->examples[kind];
	va_list arguments;

	/* Each call is one example; the separators tell how many there are. */
	if (comparison->counts[kind] < EXAMPLES_MAX) {
		if (examples->len)
			g_string_append(examples, ", ");
		va_start(arguments, format);
		g_string_append_vprintf(examples, format, arguments);
		va_end(arguments);
	}
	comparison->counts[kind] += count;
}

bool kv_kallsyms_file_is_stub(const kv_file *file)
{
	kv_lines lines = kv_lines_of(file);
	const char *line;
	size_t length;

	return kv_lines_take(&lines, &line, &length) &&
	       g_strstr_len(line, (gssize)length, "The real System.map is in") != NULL;
}

/* Reads "ffffffff81000000 T _text"; false when @line is not like that. */
static bool parse_line(const char *line, size_t length, listing *list)
{
	listed_symbol symbol = {.order = list->symbols->len};
	const char *end = line + length, *at = line, *name;

	while (at < end && g_ascii_isxdigit(*at) && at - line < 16)
		symbol.address = symbol.address << 4 | (uint64_t)g_ascii_xdigit_value(*at++);
	if (at == line || end - at < 4 || at[0] != ' ' || at[2] != ' ')
		return false;
	symbol.type = at[1];
	name = at + 3;
	for (at = name; at < end && !g_ascii_isspace(*at);)
		at++;
	if (at == name)
		return false;

	/*
	 * kernel/kallsyms.c, s_show(): modules, and what bpf, ftrace and kprobes pose as one, have
	 * their name in brackets behind.
	 */
	if (memchr(at, '[', (size_t)(end - at)))
		return true;
	symbol.name = g_string_chunk_insert_len(list->names, name, at - name);
	list->has_addresses |= symbol.address != 0;
	g_array_append_val(list->symbols, symbol);
	return true;
}

static listing *listing_new(void)
{
	listing *list = g_new0(listing, 1);

	list->symbols = g_array_new(FALSE, FALSE, sizeof(listed_symbol));
	list->names = g_string_chunk_new(65536);
	return list;
}

static listing *listing_read(const kv_file *file, GError **error)
{
	g_autoptr(listing) list = listing_new();
	kv_lines lines = kv_lines_of(file);
	const char *line;
	size_t length;

	if (kv_file_size(file) > LIST_SIZE_MAX) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: too large for a list of a kernel's symbols", kv_file_path(file));
		return NULL;
	}
	for (guint number = 1; kv_lines_take(&lines, &line, &length); number++) {
		if (length == 0 || parse_line(line, length, list))
			continue;
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s:%u: not a line of System.map or /proc/kallsyms: expected ADDRESS "
			    "TYPE NAME",
			    kv_file_path(file), number);
		return NULL;
	}
	if (list->symbols->len == 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: lists no symbol of vmlinux",
			    kv_file_path(file));
		return NULL;
	}
	return g_steal_pointer(&list);
}

static gint compare_by_name(gconstpointer a, gconstpointer b)
{
	const listed_symbol *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order != 0)
		return order;
	return left->order < right->order ? -1 : left->order > right->order;
}

static gint compare_by_order(gconstpointer a, gconstpointer b)
{
	const listed_symbol *left = a, *right = b;

	return left->order < right->order ? -1 : left->order > right->order;
}

static bool is_absolute(const listed_symbol *symbol)
{
	return symbol->type == 'A' || symbol->type == 'a';
}

static const char *vmlinux_name(const kallsyms_comparison *comparison, uint32_t symbol)
{
	return kv_index_string(comparison->vmlinux,
			       kv_index_symbol(comparison->vmlinux, symbol)->name);
}

/*
 * Per-CPU symbols of x86-64 are offsets, shown as absolute and not moved by KASLR
 * (scripts/kallsyms.c, make_percpus_absolute()).
 */
static bool same_address(const kallsyms_comparison *comparison, const listed_symbol *listed,
			 uint64_t own)
{
	return listed->address - comparison->shift == own ||
	       (is_absolute(listed) && listed->address == own);
}

/* Compares the @count listed symbols of one name with those @ids that vmlinux has of it. */
static void compare_name(kallsyms_comparison *comparison, listed_symbol *listed, guint count,
			 kv_ids ids)
{
	for (guint i = 0; i < count; i++) {
		uint64_t own = kv_index_symbol(comparison->vmlinux, ids.id[i])->address;

		listed[i].placed = true;
		comparison->placed->data[ids.id[i]] = 1;
		if (comparison->list->has_addresses && !same_address(comparison, &listed[i], own))
			differs(comparison, OTHER_ADDRESS, 1,
				"%s (0x%" G_GINT64_MODIFIER "x, vmlinux 0x%" G_GINT64_MODIFIER "x)",
				listed[i].name, listed[i].address, own);
	}
}

/*
 * Moves the absolute ones of @count symbols of one name, which the model does not have, behind the
 * others; returns how many others there are.
 */
static guint put_absolute_last(listed_symbol *listed, guint count)
{
	guint kept = 0;

	for (guint i = 0; i < count; i++) {
		listed_symbol symbol = listed[i];

		if (is_absolute(&symbol))
			continue;
		listed[i] = listed[kept];
		listed[kept++] = symbol;
	}
	return kept;
}

static void compare_run(kallsyms_comparison *comparison, listed_symbol *listed, guint count,
			kv_ids ids)
{
	if (count > ids.count)
		count = MAX(put_absolute_last(listed, count), ids.count);
	if (count == ids.count)
		compare_name(comparison, listed, count, ids);
	else if (ids.count > 0)
		differs(comparison, OTHER_COUNT, ABS((int)count - (int)ids.count),
			"%s (%u, vmlinux %u)", listed[0].name, count, ids.count);
	else if (!kv_kallsyms_ignores(listed[0].name))
		differs(comparison, ONLY_IN_FILE, count, "%s", listed[0].name);
}

/* How many symbols of vmlinux from @first on, in the order of their names, have one name. */
static uint32_t run_length(const kallsyms_comparison *comparison, kv_ids ids, uint32_t first)
{
	uint32_t end = first + 1;

	while (end < ids.count && strcmp(vmlinux_name(comparison, ids.id[first]),
					 vmlinux_name(comparison, ids.id[end])) == 0)
		end++;
	return end - first;
}

/* Walks both lists of symbols, each sorted by name, side by side. */
static void compare_names(kallsyms_comparison *comparison)
{
	kv_ids ids = kv_index_symbols_prefixed(comparison->vmlinux, "");
	listed_symbol *listed = (listed_symbol *)comparison->list->symbols->data;
	guint count = comparison->list->symbols->len, i = 0;
	uint32_t j = 0;

	while (i < count || j < ids.count) {
		int order = i == count ? 1
			    : j == ids.count
				    ? -1
				    : strcmp(listed[i].name, vmlinux_name(comparison, ids.id[j]));
		guint end = i;
		uint32_t run = order >= 0 ? run_length(comparison, ids, j) : 0;

		if (order > 0) {
			differs(comparison, ONLY_IN_VMLINUX, run, "%s",
				vmlinux_name(comparison, ids.id[j]));
			j += run;
			continue;
		}
		while (end < count && strcmp(listed[end].name, listed[i].name) == 0)
			end++;
		compare_run(comparison, listed + i, end - i,
			    (kv_ids){.id = ids.id + j, .count = run});
		i = end;
		j += run;
	}
}

/* Whether two lists of @count names hold the same names; reorders both. */
static bool same_names(const char **left, const char **right, guint count)
{
	qsort(left, count, sizeof(*left), kv_names_compare);
	qsort(right, count, sizeof(*right), kv_names_compare);
	for (guint i = 0; i < count; i++) {
		if (strcmp(left[i], right[i]) != 0)
			return false;
	}
	return true;
}

/*
 * Compares the order of the names that both have equally often. Symbols at one address may stand
 * in any order: which of them comes first has changed between kernels.
 */
static void compare_order(kallsyms_comparison *comparison)
{
	g_autoptr(GPtrArray) own = g_ptr_array_new();
	g_autoptr(GPtrArray) listed = g_ptr_array_new();
	g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	guint end;

	g_array_sort(comparison->list->symbols, compare_by_order);
	for (guint i = 0; i < comparison->list->symbols->len; i++) {
		const listed_symbol *symbol =
			&g_array_index(comparison->list->symbols, listed_symbol, i);

		if (symbol->placed)
			g_ptr_array_add(listed, (gpointer)symbol->name);
	}
	for (uint32_t i = 0; i < kv_index_symbol_count(comparison->vmlinux); i++) {
		if (!comparison->placed->data[i])
			continue;
		g_ptr_array_add(own, (gpointer)vmlinux_name(comparison, i));
		g_array_append_val(addresses, kv_index_symbol(comparison->vmlinux, i)->address);
	}

	for (guint i = 0; i < own->len; i = end) {
		const char *expected = g_ptr_array_index(own, i);
		const char *found = g_ptr_array_index(listed, i);

		for (end = i + 1; end < own->len && g_array_index(addresses, uint64_t, end) ==
							    g_array_index(addresses, uint64_t, i);)
			end++;
		if (!same_names((const char **)own->pdata + i, (const char **)listed->pdata + i,
				end - i))
			differs(comparison, OTHER_ORDER, end - i, "%s where vmlinux has %s", found,
				expected);
	}
}

/* KASLR moves the whole kernel: the distance is that of the symbol at its start. */
static uint64_t find_shift(const listing *list, const kv_index *vmlinux)
{
	static const char *const starts[] = {"_text", "_stext"};

	for (size_t i = 0; list->has_addresses && i < G_N_ELEMENTS(starts); i++) {
		kv_ids ids = kv_index_symbols_named(vmlinux, starts[i]);

		for (guint j = 0; ids.count == 1 && j < list->symbols->len; j++) {
			const listed_symbol *symbol =
				&g_array_index(list->symbols, listed_symbol, j);

			if (strcmp(symbol->name, starts[i]) == 0)
				return symbol->address -
				       kv_index_symbol(vmlinux, ids.id[0])->address;
		}
	}
	return 0;
}

static void add_warnings(const kallsyms_comparison *comparison, const char *path,
			 GPtrArray *warnings)
{
	guint total = 0;

	for (size_t i = 0; i < DIFFERENCE_KINDS; i++)
		total += comparison->counts[i];
	if (total == 0)
		return;

	g_ptr_array_add(warnings,
			g_strdup_printf("%s contradicts vmlinux: %u differences, vmlinux has %u "
					"symbols; it is of another kernel build, and positions of "
					"symbols may be wrong",
					path, total, kv_index_symbol_count(comparison->vmlinux)));
	for (size_t i = 0; i < DIFFERENCE_KINDS; i++) {
		if (comparison->counts[i] == 0)
			continue;
		g_ptr_array_add(warnings,
				g_strdup_printf("%s: %u %s, first %s", path, comparison->counts[i],
						difference_texts[i], comparison->examples[i]->str));
	}
}

gboolean kv_kallsyms_file_compare(const kv_file *file, const kv_index *vmlinux, GPtrArray *warnings,
				  GError **error)
{
	g_autoptr(listing) list = NULL;
	g_autoptr(GByteArray) placed = g_byte_array_new();
	kallsyms_comparison comparison = {.vmlinux = vmlinux, .placed = placed};

	if (kv_kallsyms_file_is_stub(file)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: only a note that the real System.map is in the kernel's -dbg "
			    "package; give that one (/usr/lib/debug/boot/System.map-RELEASE) or a "
			    "copy of /proc/kallsyms",
			    kv_file_path(file));
		return FALSE;
	}
	list = listing_read(file, error);
	if (!list)
		return FALSE;

	comparison.list = list;
	comparison.shift = find_shift(list, vmlinux);
	g_byte_array_set_size(placed, kv_index_symbol_count(vmlinux));
	if (placed->len)
		memset(placed->data, 0, placed->len);
	for (size_t i = 0; i < DIFFERENCE_KINDS; i++)
		comparison.examples[i] = g_string_new(NULL);

	g_array_sort(list->symbols, compare_by_name);
	compare_names(&comparison);
	if (!list->has_addresses)
		compare_order(&comparison);

	add_warnings(&comparison, kv_file_path(file), warnings);
	for (size_t i = 0; i < DIFFERENCE_KINDS; i++)
		g_string_free(comparison.examples[i], TRUE);
	return TRUE;
}
