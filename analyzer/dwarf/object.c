/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/object.h"

#include <inttypes.h>

#include "dwarf/die.h"

/* Typedefs and qualifiers around a type, and members inside members; the kernel stays below 10. */
#define NESTING_MAX 16
#define DIMENSIONS_MAX 4
/* Members of one structure; struct task_struct has some 250. */
#define MEMBERS_MAX 4096
/* Of a choice, its parameters are counted. */
#define MEMBERS_PER_CHOICE 16
/* Members that are looked at for the places of one unit; kernels stay below 200,000. */
#define BUDGET (4 * 1024 * 1024)

typedef enum { LEAF, FUNCTION_POINTER, STRUCTURE, ARRAY } type_kind;

typedef struct {
	type_kind kind;
	const char *name; /* of a structure, or the typedef of one without; "" */
	uint64_t size;	  /* of a leaf, or of an element of an array; in bytes */
	uint64_t element; /* DIE: of an array its elements' type, of a pointer its function's */
	uint32_t lengths[DIMENSIONS_MAX], dimensions;
	uint32_t first_member, member_count;
} type;

typedef struct {
	const char *name; /* "" of an anonymous one */
	uint64_t offset;  /* in the structure */
	uint64_t type;	  /* DIE */
} member;

static gint compare_tasks(gconstpointer a, gconstpointer b)
{
	const kv_dwarf_place_task *left = a, *right = b;

	if (left->unit != right->unit)
		return left->unit < right->unit ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

GArray *kv_dwarf_place_tasks(const GArray *variables, const GArray *places,
			     const GArray *parameters)
{
	GArray *tasks = g_array_new(FALSE, FALSE, sizeof(kv_dwarf_place_task));
	const kv_dwarf_variable *all = (const void *)variables->data;
	guint next = 0;

	for (guint i = 0; i < places->len; i++) {
		uint64_t address = g_array_index(places, guint64, i);
		kv_dwarf_place_task task = {.place = i, .parameters = -1};

		while (next < variables->len && all[next].address <= address)
			next++;
		if (next == 0)
			continue;
		task.unit = all[next - 1].unit;
		task.die = all[next - 1].die;
		task.offset = address - all[next - 1].address;
		if (parameters)
			task.parameters = g_array_index(parameters, gint32, i);
		g_array_append_val(tasks, task);
	}
	g_array_sort(tasks, compare_tasks);
	return tasks;
}

kv_place_namer *kv_place_namer_new(const kv_dwarf_image *image, Dwarf *dwarf)
{
	kv_place_namer *namer = g_new0(kv_place_namer, 1);

	namer->image = image;
	namer->dwarf = dwarf;
	namer->strings = g_string_chunk_new(4096);
	namer->types = g_array_new(FALSE, FALSE, sizeof(type));
	namer->members = g_array_new(FALSE, FALSE, sizeof(member));
	namer->path = g_string_new(NULL);
	namer->choices = kv_choices_new();
	kv_dwarf_map_reset(&namer->known);
	return namer;
}

void kv_place_namer_free(kv_place_namer *namer)
{
	if (!namer)
		return;
	if (namer->strings)
		g_string_chunk_free(namer->strings);
	g_array_unref(namer->types);
	g_array_unref(namer->members);
	g_string_free(namer->path, TRUE);
	kv_choices_free(namer->choices);
	kv_dwarf_map_clear(&namer->known);
	g_free(namer);
}

void kv_place_namer_begin_unit(kv_place_namer *namer)
{
	namer->budget = BUDGET;
	kv_dwarf_map_reset(&namer->known);
	g_array_set_size(namer->types, 0);
	g_array_set_size(namer->members, 0);
}

/* What one pass over the DIE of a type, member or dimension finds. */
typedef struct {
	const kv_dwarf_image *image;
	const char *name;
	uint64_t size, offset, count;
	Dwarf_Die type;
	bool has_type, has_offset, has_count;
} attributes;

static bool read_number(Dwarf_Attribute *attribute, uint64_t *number)
{
	Dwarf_Op *operations;
	size_t count;
	Dwarf_Word value;

	if (dwarf_formudata(attribute, &value) == 0) {
		*number = value;
		return true;
	}
	/* DWARF 2 has an expression for the offset of a member, of one operation. */
	if (attribute->code != DW_AT_data_member_location ||
	    dwarf_getlocation(attribute, &operations, &count) != 0 || count != 1 ||
	    operations[0].atom != DW_OP_plus_uconst)
		return false;
	*number = operations[0].number;
	return true;
}

static int take_attribute(Dwarf_Attribute *attribute, void *data)
{
	attributes *read = data;

	switch (attribute->code) {
	case DW_AT_name:
		read->name = kv_die_string(read->image, attribute);
		break;
	case DW_AT_type:
		read->has_type = kv_die_follow(attribute, &read->type);
		break;
	case DW_AT_byte_size:
		read_number(attribute, &read->size);
		break;
	case DW_AT_data_member_location:
		read->has_offset = read_number(attribute, &read->offset);
		break;
	case DW_AT_count:
		read->has_count = read_number(attribute, &read->count);
		break;
	case DW_AT_upper_bound:
		read->has_count = read_number(attribute, &read->count);
		read->count++;
		break;
	}
	return DWARF_CB_OK;
}

static bool read_attributes(const kv_place_namer *namer, Dwarf_Die *die, attributes *read)
{
	*read = (attributes){.image = namer->image};
	return dwarf_getattrs(die, take_attribute, read, 0) == 1;
}

static void read_members(kv_place_namer *namer, Dwarf_Die *structure, bool is_union, type *made)
{
	Dwarf_Die die;
	int status = dwarf_child(structure, &die);

	made->first_member = namer->members->len;
	for (unsigned int i = 0; status == 0 && i < MEMBERS_MAX; i++) {
		attributes read;

		/* Bit fields have DW_AT_data_bit_offset instead, and hold no pointer. */
		if (dwarf_tag(&die) == DW_TAG_member && read_attributes(namer, &die, &read) &&
		    read.has_type && (read.has_offset || is_union)) {
			member next = {read.name ? read.name : "", read.offset,
				       dwarf_dieoffset(&read.type)};

			g_array_append_val(namer->members, next);
		}
		status = dwarf_siblingof(&die, &die);
	}
	made->member_count = namer->members->len - made->first_member;
}

static void read_dimensions(kv_place_namer *namer, Dwarf_Die *array, type *made)
{
	Dwarf_Die die;
	int status = dwarf_child(array, &die);

	for (; status == 0 && made->dimensions < DIMENSIONS_MAX;
	     status = dwarf_siblingof(&die, &die)) {
		attributes read;

		if (dwarf_tag(&die) != DW_TAG_subrange_type || !read_attributes(namer, &die, &read))
			continue;
		made->lengths[made->dimensions++] =
			read.has_count && read.count < UINT32_MAX ? (uint32_t)read.count : 0;
	}
}

static void read_array(kv_place_namer *namer, Dwarf_Die *die, attributes *read, type *made)
{
	Dwarf_Word size;

	if (!read->has_type || dwarf_aggregate_size(&read->type, &size) != 0 || size == 0)
		return;
	made->kind = ARRAY;
	made->size = size;
	made->element = dwarf_dieoffset(&read->type);
	read_dimensions(namer, die, made);
}

static bool is_function_pointer(const kv_place_namer *namer, Dwarf_Die *target)
{
	for (unsigned int i = 0; i < NESTING_MAX; i++) {
		attributes read;

		if (dwarf_tag(target) == DW_TAG_subroutine_type)
			return true;
		if (dwarf_tag(target) != DW_TAG_typedef || !read_attributes(namer, target, &read) ||
		    !read.has_type)
			return false;
		*target = read.type;
	}
	return false;
}

static void read_type(kv_place_namer *namer, Dwarf_Die *die, type *made)
{
	const char *alias = NULL;
	attributes read;

	for (unsigned int i = 0; i < NESTING_MAX; i++) {
		int tag = dwarf_tag(die);

		if (!read_attributes(namer, die, &read))
			return;
		switch (tag) {
		case DW_TAG_typedef:
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_atomic_type:
			if (!read.has_type)
				return;
			if (tag == DW_TAG_typedef && !alias)
				alias = read.name;
			*die = read.type;
			break;
		case DW_TAG_structure_type:
		case DW_TAG_union_type:
			made->kind = STRUCTURE;
			made->name = read.name ? read.name : alias ? alias : "";
			read_members(namer, die, tag == DW_TAG_union_type, made);
			return;
		case DW_TAG_array_type:
			read_array(namer, die, &read, made);
			return;
		case DW_TAG_pointer_type:
			made->size = sizeof(uint64_t);
			if (read.has_type && is_function_pointer(namer, &read.type)) {
				made->kind = FUNCTION_POINTER;
				made->element = dwarf_dieoffset(&read.type);
			}
			return;
		default:
			made->size = read.size;
			return;
		}
	}
}

/* The type at DIE offset @die, or NULL; valid until the next one is read. */
static const type *find_type(kv_place_namer *namer, uint64_t offset)
{
	type made = {.kind = LEAF, .name = ""};
	uint32_t known;
	Dwarf_Die die;

	if (kv_dwarf_map_get(&namer->known, offset, &known))
		return &g_array_index(namer->types, type, known);
	if (!dwarf_offdie(namer->dwarf, offset, &die))
		return NULL;
	read_type(namer, &die, &made);
	kv_dwarf_map_add(&namer->known, offset, namer->types->len);
	g_array_append_val(namer->types, made);
	return &g_array_index(namer->types, type, namer->types->len - 1);
}

static bool find_place(kv_place_namer *namer, uint64_t die, uint64_t offset, bool exact,
		       unsigned int depth);

/* The members at the highest offset that is not above @offset: several of a union. */
static bool find_member(kv_place_namer *namer, const type *structure, uint64_t offset, bool exact,
			unsigned int depth)
{
	uint32_t first = structure->first_member, count = structure->member_count;
	size_t length = namer->path->len;
	uint64_t start = 0;
	bool any = false;

	if (namer->budget <= count)
		return false;
	namer->budget -= count + 1;
	for (uint32_t i = first; i < first + count; i++) {
		uint64_t at = g_array_index(namer->members, member, i).offset;

		if (at <= offset && at > start)
			start = at;
	}
	for (uint32_t i = first; i < first + count; i++) {
		member tried = g_array_index(namer->members, member, i);

		if (tried.offset != start || start > offset)
			continue;
		if (tried.name[0])
			g_string_append_printf(namer->path, "%s%s", length > 0 ? "." : "",
					       tried.name);
		any |= find_place(namer, tried.type, offset - start, exact, depth + 1);
		g_string_truncate(namer->path, length);
	}
	return any;
}

static bool find_element(kv_place_namer *namer, const type *array, uint64_t offset, bool exact,
			 unsigned int depth)
{
	uint64_t index = offset / array->size, inside = offset % array->size;
	uint64_t element = array->element, total = array->dimensions > 0 ? 1 : 0;
	size_t length = namer->path->len;
	bool any;

	for (uint32_t i = 0; i < array->dimensions; i++)
		if (!g_uint64_checked_mul(&total, total, array->lengths[i]))
			return false;
	if (index >= total)
		return false;
	for (uint32_t i = 0; i < array->dimensions; i++) {
		total /= array->lengths[i];
		g_string_append_printf(namer->path, "[%" PRIu64 "]", index / total);
		index %= total;
	}
	any = find_place(namer, element, inside, exact, depth + 1);
	g_string_truncate(namer->path, length);
	return any;
}

/*
 * Adds to the choices the members that are at @offset of type @die: pointers to functions or,
 * unless @exact, anything else that has the size of one. The path, which leads to that type, stays.
 */
static bool find_place(kv_place_namer *namer, uint64_t die, uint64_t offset, bool exact,
		       unsigned int depth)
{
	const type *found = depth < NESTING_MAX ? find_type(namer, die) : NULL;
	type copy;

	if (!found)
		return false;
	copy = *found;
	switch (copy.kind) {
	case FUNCTION_POINTER:
	case LEAF:
		if (offset != 0 || copy.size != sizeof(uint64_t) || (exact && copy.kind == LEAF))
			return false;
		kv_choices_add(namer->choices, namer->path->str, copy.element);
		return true;
	case STRUCTURE:
		return find_member(namer, &copy, offset, exact, depth);
	case ARRAY:
		return find_element(namer, &copy, offset, exact, depth);
	}
	return false;
}

/* The name of the type at @die or, if that is an array, of its elements. */
static const char *type_name(kv_place_namer *namer, uint64_t die)
{
	for (unsigned int i = 0; i < NESTING_MAX; i++) {
		const type *found = find_type(namer, die);

		if (!found)
			break;
		if (found->kind != ARRAY)
			return found->name;
		die = found->element;
	}
	return "";
}

/* The type of a variable, which its declaration may have: C++ style, or `extern` before. */
static bool variable_type(kv_place_namer *namer, uint64_t offset, uint64_t *result)
{
	Dwarf_Die die, type_die, other;

	if (!dwarf_offdie(namer->dwarf, offset, &die))
		return false;
	for (unsigned int i = 0; i < KV_DWARF_CHAIN_MAX; i++) {
		if (kv_die_follow_named(&die, DW_AT_type, &type_die)) {
			*result = dwarf_dieoffset(&type_die);
			return true;
		}
		if (!kv_die_follow_named(&die, DW_AT_specification, &other) &&
		    !kv_die_follow_named(&die, DW_AT_abstract_origin, &other))
			return false;
		die = other;
	}
	return false;
}

/*
 * Leaves out the choices that @parameters rule out; looking at one takes as long as some members.
 */
static void narrow(kv_place_namer *namer, int32_t parameters)
{
	uint32_t cost = namer->choices->all->len * MEMBERS_PER_CHOICE;

	if (parameters < 0 || namer->budget < cost)
		return;
	namer->budget -= cost;
	kv_choices_narrow(namer->choices, namer->dwarf, parameters);
}

void kv_place_namer_name(kv_place_namer *namer, const kv_dwarf_place_task *task,
			 kv_dwarf_place *place)
{
	uint64_t die;

	if (!variable_type(namer, task->die, &die))
		return;
	g_string_truncate(namer->path, 0);
	kv_choices_clear(namer->choices);
	if (!find_place(namer, die, task->offset, true, 0) &&
	    !find_place(namer, die, task->offset, false, 0))
		return;
	place->type = g_string_chunk_insert_const(namer->strings, type_name(namer, die));
	narrow(namer, task->parameters);
	place->in_doubt = kv_choices_write(namer->choices, namer->path);
	place->member = g_string_chunk_insert_const(namer->strings, namer->path->str);
}
