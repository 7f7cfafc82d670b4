/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_places.h"

#include <string.h>

#include "base/search.h"
/* One of several members of a union, as far as its type tells. */
typedef struct {
	uint64_t function; /* whose address it holds */
	guint place;
} doubt;

int32_t kv_prototype_parameters(const char *prototype, const char *name)
{
	const char *at = strstr(prototype, name);
	int32_t count = 1;
	int depth = 0;

	/* Types may have the name in them, but not before a parenthesis. */
	while (at && at[strlen(name)] != '(')
		at = strstr(at + 1, name);
	if (!at)
		return -1;
	at += strlen(name);
	if (g_str_has_prefix(at, "()"))
		return -1;
	if (g_str_has_prefix(at, "(void)"))
		return 0;
	for (; *at; at++) {
		if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return count;
		else if (*at == ',' && depth == 1)
			count++;
	}
	return -1;
}

static gint compare_doubts(gconstpointer a, gconstpointer b)
{
	const doubt *left = a, *right = b;

	if (left->function != right->function)
		return left->function < right->function ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

/* The first of @doubts, which are sorted, that is about @function or one behind it. */
static guint first_about(const GArray *doubts, uint64_t function)
{
	return KV_FIRST_NOT(0, doubts->len, at,
			    g_array_index(doubts, doubt, at).function < function);
}

/* Of each of @count places: how many parameters the function takes that it holds, -1 if unknown. */
static GArray *count_parameters(const kv_dwarf *dwarf, GArray *doubts, guint count)
{
	GArray *parameters = g_array_sized_new(FALSE, FALSE, sizeof(gint32), count);
	const gint32 unknown = -1;

	for (guint i = 0; i < count; i++)
		g_array_append_val(parameters, unknown);
	g_array_sort(doubts, compare_doubts);
	for (guint i = 0; i < dwarf->functions->len; i++) {
		const kv_dwarf_function *function =
			&g_array_index(dwarf->functions, kv_dwarf_function, i);
		guint at = first_about(doubts, function->address);

		for (; at < doubts->len; at++) {
			const doubt *about = &g_array_index(doubts, doubt, at);
			const kv_dwarf_source *source =
				&g_array_index(dwarf->sources, kv_dwarf_source, function->source);

			if (about->function != function->address)
				break;
			g_array_index(parameters, gint32, about->place) =
				kv_prototype_parameters(source->prototype, source->name);
		}
	}
	return parameters;
}

/* Names those places again of which @doubts tell. */
static void settle(const kv_dwarf *dwarf, const GArray *addresses, GArray *doubts, GArray *named)
{
	g_autoptr(GArray) parameters = count_parameters(dwarf, doubts, addresses->len);
	g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(gint32));
	g_autoptr(GArray) settled = NULL;
	guint next = 0;

	for (guint i = 0; i < addresses->len; i++) {
		if (!g_array_index(named, kv_dwarf_place, i).in_doubt)
			continue;
		g_array_append_val(wanted, g_array_index(addresses, guint64, i));
		g_array_append_val(counts, g_array_index(parameters, gint32, i));
	}
	settled = kv_dwarf_name_places(dwarf, wanted, counts);
	for (guint i = 0; i < addresses->len; i++) {
		kv_dwarf_place *place = &g_array_index(named, kv_dwarf_place, i);

		if (place->in_doubt)
			*place = g_array_index(settled, kv_dwarf_place, next++);
	}
}

GArray *kv_code_name_places(const kv_dwarf *dwarf, const GArray *places)
{
	g_autoptr(GArray) addresses = g_array_sized_new(FALSE, FALSE, sizeof(guint64), places->len);
	g_autoptr(GArray) doubts = g_array_new(FALSE, FALSE, sizeof(doubt));
	GArray *named;

	for (guint i = 0; i < places->len; i++)
		g_array_append_val(addresses, g_array_index(places, kv_code_place, i).address);
	named = kv_dwarf_name_places(dwarf, addresses, NULL);
	for (guint i = 0; i < named->len; i++) {
		doubt about = {g_array_index(places, kv_code_place, i).function, i};

		if (g_array_index(named, kv_dwarf_place, i).in_doubt)
			g_array_append_val(doubts, about);
	}
	if (doubts->len > 0)
		settle(dwarf, addresses, doubts, named);
	return named;
}
