/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/module.h"

#include <string.h>

#include "dwarf/die.h"
#include "dwarf/image.h"
#include "dwarf/signature.h"
#include "dwarf/type.h"

/* More of either is damage: a step of a walk that goes in a circle, say. */
#define DIES_MAX (1u << 22)

/* What was found for one function: offsets of DIEs with the parameters, 0 as long as none is. */
typedef struct {
	kv_module_function *function;
	uint64_t exact;	 /* of its name, at its place */
	uint64_t named;	 /* of its name, without code */
	uint64_t placed; /* at its place */
	bool ambiguous;	 /* several are named */
} sought_function;

typedef struct {
	const kv_dwarf_image *image;
	GArray *sought;	      /* (element-type sought_function) */
	GHashTable *by_place; /* address -> sought_function */
	GHashTable *by_name;  /* name -> sought_function; NULL: several have it */
	guint missing;	      /* of which there is none that is exact */
	unsigned int dies;
} module_search;

/* The DIE that has the name and the parameters as the source has them. */
static bool find_declared(Dwarf_Die *function)
{
	for (int step = 0; step < KV_DWARF_CHAIN_MAX; step++) {
		if (!dwarf_hasattr(function, DW_AT_abstract_origin))
			return true;
		if (!kv_die_follow_named(function, DW_AT_abstract_origin, function))
			return false;
	}
	return false;
}

/* Its name, which may stand at the declaration that it completes. */
static const char *name_of(const kv_dwarf_image *image, Dwarf_Die *function)
{
	const char *name = kv_die_name(image, function);
	Dwarf_Die declaration;

	if (!name && kv_die_follow_named(function, DW_AT_specification, &declaration))
		name = kv_die_name(image, &declaration);
	return name ? name : "";
}

static void note_placed(module_search *search, Dwarf_Die *function, sought_function *sought)
{
	const char *name = sought->function->name;

	if (sought->exact || !find_declared(function))
		return;
	sought->placed = dwarf_dieoffset(function);
	if (name && strcmp(name_of(search->image, function), name) != 0)
		return;
	sought->exact = sought->placed;
	search->missing--;
}

/* Functions that are only called here are declared; those that have code elsewhere are others. */
static void note_named(module_search *search, Dwarf_Die *function)
{
	const char *name = kv_die_name(search->image, function);
	sought_function *sought = name ? g_hash_table_lookup(search->by_name, name) : NULL;

	if (!sought || dwarf_hasattr(function, DW_AT_declaration))
		return;
	sought->ambiguous = sought->named != 0;
	sought->named = dwarf_dieoffset(function);
}

static void note_function(module_search *search, Dwarf_Die *die)
{
	Dwarf_Die function = *die;
	sought_function *sought;
	Dwarf_Addr address;

	if (dwarf_lowpc(die, &address) != 0) {
		note_named(search, die);
		return;
	}
	sought = g_hash_table_lookup(search->by_place, &address);
	if (sought)
		note_placed(search, &function, sought);
}

/* Functions stand directly in their unit. */
static void search_unit(module_search *search, const kv_dwarf_unit *unit)
{
	Dwarf_Die die;
	int status;

	if (!dwarf_offdie(search->image->dwarf, unit->die, &die))
		return;
	for (status = dwarf_child(&die, &die); status == 0 && search->missing > 0;
	     status = dwarf_siblingof(&die, &die)) {
		if (++search->dies > DIES_MAX)
			return;
		if (dwarf_tag(&die) == DW_TAG_subprogram)
			note_function(search, &die);
	}
}

static void search_units(module_search *search)
{
	g_autofree char *damage = NULL;
	g_autoptr(GArray) units = kv_dwarf_image_units(search->image, &damage);

	for (guint i = 0; i < units->len && search->missing > 0; i++)
		search_unit(search, &g_array_index(units, kv_dwarf_unit, i));
}

/* Addresses are those of the layout that the debug information was relocated for. */
static void seek(module_search *search, const GArray *addresses, sought_function *sought)
{
	const kv_module_function *function = sought->function;
	gint64 address = 0;

	if (function->section < addresses->len)
		address = (gint64)g_array_index(addresses, guint64, function->section);
	if (address == 0)
		return;
	address += (gint64)function->offset;
	g_hash_table_insert(search->by_place, g_memdup2(&address, sizeof(address)), sought);
	if (function->name)
		g_hash_table_insert(
			search->by_name, (gpointer)function->name,
			g_hash_table_contains(search->by_name, function->name) ? NULL : sought);
	search->missing++;
}

static void describe_all(const module_search *search)
{
	const kv_dwarf_image *image = search->image;
	g_autoptr(kv_prototype_writer) writer = kv_prototype_writer_new(image, image->dwarf);
	g_autoptr(kv_signature_writer) signer = kv_signature_writer_new(image, image->dwarf);

	for (guint i = 0; i < search->sought->len; i++) {
		const sought_function *sought = &g_array_index(search->sought, sought_function, i);
		uint64_t die = sought->exact;
		Dwarf_Die function;

		if (!die && !sought->ambiguous)
			die = sought->named ? sought->named : sought->placed;
		if (!die || !dwarf_offdie(image->dwarf, die, &function))
			continue;
		sought->function->signature = g_strdup(kv_signature_writer_write(signer, die));
		sought->function->prototype =
			g_strdup(kv_prototype_writer_write(writer, name_of(image, &function), die));
	}
}

static void search_image(const kv_dwarf_image *image, kv_module_function *functions, guint count)
{
	g_autoptr(GArray) sought = g_array_sized_new(FALSE, TRUE, sizeof(sought_function), count);
	g_autoptr(GArray) addresses = kv_dwarf_image_addresses(image);
	g_autoptr(GHashTable) by_place =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
	module_search search = {
		.image = image,
		.sought = sought,
		.by_place = by_place,
		.by_name = by_name,
	};

	g_array_set_size(sought, count);
	for (guint i = 0; i < count; i++) {
		sought_function *one = &g_array_index(sought, sought_function, i);

		one->function = &functions[i];
		seek(&search, addresses, one);
	}
	search_units(&search);
	describe_all(&search);
}

char *kv_module_functions_describe(kv_file *file, kv_module_function *functions, guint count)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_dwarf_image) image = NULL;

	image = kv_dwarf_image_open(file, KV_OBJECT_MODULE, &error);
	if (image && kv_dwarf_image_load(image, &error))
		search_image(image, functions, count);
	return error ? g_strdup(error->message) : NULL;
}
