/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

/* Where the next element of a list goes. */
typedef struct {
	GPtrArray *members; /* names of a structure's members; NULL for arrays */
	guint next;
} list_state;

/* .a.b[2] = value: what is designated, and the value. */
typedef struct {
	GString *name;
	bool has_index;
	int64_t index;
	CXCursor value;
} designation;

/* Whether @cursor is a designated initialiser, taken apart into @found. */
static bool take_apart(kv_reader *reader, CXCursor cursor, designation *found)
{
	g_autoptr(kv_cursors) children = kv_cursor_children(cursor);
	bool designated = false;

	if (clang_getCursorKind(cursor) != CXCursor_UnexposedExpr || children->len < 2)
		return false;
	for (guint i = 0; i + 1 < children->len; i++) {
		CXCursor child = g_array_index(children, CXCursor, i);

		if (clang_getCursorKind(child) == CXCursor_MemberRef) {
			if (found->name->len > 0)
				g_string_append_c(found->name, '.');
			g_string_append(found->name,
					kv_reader_keep(reader, clang_getCursorSpelling(child)));
		} else if (clang_isExpression(clang_getCursorKind(child)) && !found->has_index) {
			uint32_t index = kv_reader_expression(reader, child);

			found->has_index = kv_reader_at(reader, index)->has_value;
			found->index = kv_reader_at(reader, index)->value;
		}
		designated = true;
	}
	found->value = g_array_index(children, CXCursor, children->len - 1);
	return designated;
}

static void follow(list_state *state, const char *name)
{
	for (guint i = 0; i < state->members->len; i++) {
		const char *member = g_ptr_array_index(state->members, i);
		size_t length = strlen(member);

		if (length > 0 && strncmp(name, member, length) == 0 &&
		    (name[length] == '\0' || name[length] == '.'))
			state->next = i + 1;
	}
}

static uint32_t add_designated(kv_reader *reader, CXCursor cursor, const char *name, CXCursor value)
{
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_DESIGNATED, cursor);
	uint32_t operand;

	kv_reader_at(reader, position)->name = kv_c_unit_string(reader->unit, name);
	operand = kv_reader_expression(reader, value);
	kv_reader_add_operand(reader, position, operand);
	return position;
}

static uint32_t add_element(kv_reader *reader, list_state *state, CXCursor cursor)
{
	g_autoptr(GString) name = g_string_new(NULL);
	designation found = {.name = name};
	uint32_t position;

	if (take_apart(reader, cursor, &found)) {
		position = add_designated(reader, cursor, name->len > 0 ? name->str : NULL,
					  found.value);
		kv_reader_at(reader, position)->has_value = found.has_index;
		kv_reader_at(reader, position)->value = found.index;
		if (state->members)
			follow(state, name->str);
		return position;
	}
	if (!state->members || state->next >= state->members->len)
		return kv_reader_expression(reader, cursor);
	return add_designated(reader, cursor, g_ptr_array_index(state->members, state->next++),
			      cursor);
}

uint32_t kv_reader_list(kv_reader *reader, CXCursor cursor)
{
	g_autoptr(kv_cursors) children = kv_cursor_children(cursor);
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_LIST, cursor);
	uint32_t last = KV_NOWHERE;
	list_state state = {
		.members = kv_reader_members(reader, clang_getCursorType(cursor)),
	};

	for (guint i = 0; i < children->len; i++) {
		CXCursor child = g_array_index(children, CXCursor, i);

		if (clang_isExpression(clang_getCursorKind(child)))
			last = kv_reader_link(reader, position, last,
					      add_element(reader, &state, child));
	}
	g_clear_pointer(&state.members, g_ptr_array_unref);
	return position;
}
