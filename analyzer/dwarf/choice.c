/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/choice.h"

#include <dwarf.h>
#include <string.h>

/* Members that are looked at for one place: security_list_options of Linux has some 250; */
#define CHOICES_MAX 1024
/* how many of them a reader is told of; */
#define CHOICES_SHOWN 3
/* and parameters of a function that are counted. */
#define PARAMETERS_MAX 64

typedef struct {
	gsize path; /* where it begins */
	uint64_t function;
} kv_choice;

kv_choices *kv_choices_new(void)
{
	kv_choices *choices = g_new0(kv_choices, 1);

	choices->all = g_array_new(FALSE, FALSE, sizeof(kv_choice));
	choices->paths = g_string_new(NULL);
	return choices;
}

void kv_choices_free(kv_choices *choices)
{
	g_array_unref(choices->all);
	g_string_free(choices->paths, TRUE);
	g_free(choices);
}

void kv_choices_clear(kv_choices *choices)
{
	g_array_set_size(choices->all, 0);
	g_string_truncate(choices->paths, 0);
}

void kv_choices_add(kv_choices *choices, const char *path, uint64_t function)
{
	kv_choice next = {choices->paths->len, function};

	if (choices->all->len == CHOICES_MAX)
		return;
	g_string_append_len(choices->paths, path, (gssize)strlen(path) + 1);
	g_array_append_val(choices->all, next);
}

/* How many parameters functions of type @die have; -1: unknown. */
static int32_t count_parameters(Dwarf *dwarf, uint64_t die)
{
	Dwarf_Die type, child;
	int32_t count = 0;
	int status;

	if (die == 0 || !dwarf_offdie(dwarf, die, &type) || !dwarf_hasattr(&type, DW_AT_prototyped))
		return -1;
	status = dwarf_child(&type, &child);
	for (unsigned int i = 0; status == 0 && i < PARAMETERS_MAX; i++) {
		int tag = dwarf_tag(&child);

		count += tag == DW_TAG_formal_parameter || tag == DW_TAG_unspecified_parameters;
		status = dwarf_siblingof(&child, &child);
	}
	return count;
}

void kv_choices_narrow(kv_choices *choices, Dwarf *dwarf, int32_t parameters)
{
	g_autoptr(GArray) fitting = g_array_new(FALSE, FALSE, sizeof(kv_choice));

	for (guint i = 0; i < choices->all->len; i++) {
		kv_choice tried = g_array_index(choices->all, kv_choice, i);
		int32_t count = count_parameters(dwarf, tried.function);

		if (count < 0 || count == parameters)
			g_array_append_val(fitting, tried);
	}
	if (fitting->len == 0)
		return;
	g_array_unref(choices->all);
	choices->all = g_steal_pointer(&fitting);
}

static const char *path_of(const kv_choices *choices, guint number)
{
	return choices->paths->str + g_array_index(choices->all, kv_choice, number).path;
}

/* The last part of a path. */
static const char *last_name(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/* The first paths of different last names, at most one more than are shown; how many. */
static guint different_paths(const kv_choices *choices, const char *paths[CHOICES_SHOWN + 1])
{
	guint count = 0;

	for (guint i = 0; i < choices->all->len && count <= CHOICES_SHOWN; i++) {
		const char *path = path_of(choices, i);
		guint same = 0;

		while (same < count && strcmp(last_name(paths[same]), last_name(path)) != 0)
			same++;
		if (same == count)
			paths[count++] = path;
	}
	return count;
}

/* How much the paths of all choices have in common, up to a dot or nothing. */
static gsize common_length(const kv_choices *choices)
{
	const char *first = path_of(choices, 0);
	gsize length = strlen(first);

	for (guint i = 1; i < choices->all->len; i++) {
		const char *path = path_of(choices, i);
		gsize same = 0;

		while (same < length && path[same] == first[same])
			same++;
		length = same;
	}
	while (length > 0 && first[length - 1] != '.')
		length--;
	return length;
}

bool kv_choices_write(const kv_choices *choices, GString *text)
{
	const char *paths[CHOICES_SHOWN + 1];
	guint count = different_paths(choices, paths);
	gsize common;

	g_string_truncate(text, 0);
	if (count == 0)
		return false;
	if (count == 1) {
		g_string_assign(text, paths[0]);
		return false;
	}
	common = common_length(choices);
	g_string_append_len(text, paths[0], (gssize)common);
	if (count > CHOICES_SHOWN) {
		g_string_truncate(text, common > 0 ? common - 1 : 0);
		return true;
	}
	for (guint i = 0; i < count; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "(" : "|", paths[i] + common);
	g_string_append_c(text, ')');
	return true;
}
