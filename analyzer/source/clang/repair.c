/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

/*
 * Without the kernel's headers, most names that a livepatch uses are declared nowhere. What the
 * source does with a name tells what it must be, so that declarations are made up from the
 * compiler's complaints, and refined until there are none left. Their values and sizes mean
 * nothing; kv_reader_size() and the expressions do not use them.
 */

/* What a name is declared as, by what is done with it. */
typedef enum {
	FORM_NUMBER,
	FORM_CONSTANT, /* where only a constant may stand */
	FORM_POINTER,  /* something that -> and * work on */
	FORM_RECORD,   /* something that . works on */
	FORM_ARRAY,
	FORM_CALLABLE,
} repair_form;

typedef enum {
	ROLE_GLOBAL,
	ROLE_FUNCTION, /* its form is that of the result */
	ROLE_TYPE,
	ROLE_RECORD, /* struct name, with members */
	ROLE_MEMBER,
	ROLE_VALUE,    /* a macro that initialises a structure */
	ROLE_DEFINER,  /* a macro at file scope that defines something */
	ROLE_ITERATOR, /* a macro that is followed by a block */
} repair_role;

typedef struct {
	repair_role role;
	repair_form form;
	char *name;
	char *record; /* of a member */
} repair_entry;

struct kv_repair {
	GPtrArray *entries; /* (element-type repair_entry) */
	GString *declarations;
};

/* The structure that unknown pointers lead to. */
#define ANY "klpvet_any"

enum { ENTRIES_MAX = 4000 };

static void entry_free(gpointer data)
{
	repair_entry *entry = data;

	g_free(entry->name);
	g_free(entry->record);
	g_free(entry);
}

kv_repair *kv_repair_new(void)
{
	kv_repair *repair = g_new0(kv_repair, 1);

	repair->entries = g_ptr_array_new_with_free_func(entry_free);
	repair->declarations = g_string_new(NULL);
	return repair;
}

void kv_repair_free(kv_repair *repair)
{
	if (!repair)
		return;
	g_ptr_array_unref(repair->entries);
	g_string_free(repair->declarations, TRUE);
	g_free(repair);
}

static bool is_identifier(const char *name)
{
	if (!g_ascii_isalpha(name[0]) && name[0] != '_')
		return false;
	for (const char *c = name; *c; c++) {
		if (!g_ascii_isalnum(*c) && *c != '_')
			return false;
	}
	return true;
}

static repair_entry *find(const kv_repair *repair, repair_role role, const char *name,
			  const char *record)
{
	for (guint i = 0; i < repair->entries->len; i++) {
		repair_entry *entry = g_ptr_array_index(repair->entries, i);

		if (entry->role == role && strcmp(entry->name, name) == 0 &&
		    (!record || strcmp(entry->record, record) == 0))
			return entry;
	}
	return NULL;
}

/* Whether that was new. */
static bool add(kv_repair *repair, repair_role role, const char *name, const char *record,
		repair_form form)
{
	repair_entry *entry;

	if (!is_identifier(name) || repair->entries->len >= ENTRIES_MAX ||
	    find(repair, role, name, record))
		return false;
	entry = g_new0(repair_entry, 1);
	entry->role = role;
	entry->form = form;
	entry->name = g_strdup(name);
	entry->record = g_strdup(record);
	g_ptr_array_add(repair->entries, entry);
	return true;
}

/* Gives @entry another form, once; whether that changed anything. */
static bool reform(repair_entry *entry, repair_form form)
{
	if (!entry || entry->form != FORM_NUMBER || form == FORM_NUMBER)
		return false;
	entry->form = form;
	return true;
}

/* The text between the quotes behind @before in @text, or NULL. */
static char *quoted(const char *text, const char *before)
{
	const char *start = strstr(text, before), *end;

	if (!start)
		return NULL;
	start = strchr(start + strlen(before) - 1, '\'');
	end = start ? strchr(start + 1, '\'') : NULL;
	return end ? g_strndup(start + 1, (gsize)(end - start) - 1) : NULL;
}

/* The name of the structure in a text like "... 'struct sock' ...". */
static char *record_in(const char *text)
{
	const char *start = strstr(text, "'struct "), *end;

	if (!start)
		return NULL;
	start += strlen("'struct ");
	for (end = start; g_ascii_isalnum(*end) || *end == '_'; end++)
		continue;
	return g_strndup(start, (gsize)(end - start));
}

/* The last name in [@start, @end) that is not inside brackets, and what stands around it. */
typedef struct {
	char *name;
	bool is_member, is_call;
} named_thing;

static named_thing last_name(const char *text, unsigned start, unsigned end)
{
	named_thing thing = {0};
	int depth = 0;

	while (end > start) {
		char c = text[end - 1];

		if (c == ')' || c == ']')
			depth++;
		else if ((c == '(' || c == '[') && depth > 0 && --depth == 0)
			thing.is_call = c == '(';
		else if (depth == 0 && (g_ascii_isalnum(c) || c == '_'))
			break;
		end--;
	}
	for (unsigned at = end; at > start; at--) {
		if (at - 1 > start && (g_ascii_isalnum(text[at - 2]) || text[at - 2] == '_'))
			continue;
		thing.name = g_strndup(text + at - 1, end - at + 1);
		thing.is_member = at - 1 > start && (text[at - 2] == '>' || text[at - 2] == '.');
		break;
	}
	return thing;
}

static bool reform_members(kv_repair *repair, const char *name, repair_form form)
{
	bool changed = false;

	for (guint i = 0; i < repair->entries->len; i++) {
		repair_entry *entry = g_ptr_array_index(repair->entries, i);

		if (entry->role == ROLE_MEMBER && strcmp(entry->name, name) == 0)
			changed |= reform(entry, form);
	}
	return changed;
}

static bool reform_thing(kv_repair *repair, const named_thing *thing, repair_form form)
{
	repair_entry *known;

	if (thing->is_member)
		return reform_members(repair, thing->name, form);
	known = find(repair, ROLE_GLOBAL, thing->name, NULL);
	if (known)
		return reform(known, form);
	if (!thing->is_call)
		return false;
	known = find(repair, ROLE_FUNCTION, thing->name, NULL);
	if (known)
		return reform(known, form);
	return add(repair, ROLE_FUNCTION, thing->name, NULL, form);
}

/* Complaints about how the expression in the first range of @diagnostic is used. */
static bool learn_use(kv_repair *repair, kv_reader *reader, CXDiagnostic diagnostic,
		      const char *text, repair_form form)
{
	CXSourceRange range;
	unsigned start = 0, end = 0;
	const kv_own_file *file, *other;
	g_autofree char *type = quoted(text, " type '");
	named_thing thing;
	bool changed;

	if (type && reform(find(repair, ROLE_TYPE, type, NULL), form))
		return true;
	if (clang_getDiagnosticNumRanges(diagnostic) == 0)
		return false;
	range = clang_getDiagnosticRange(diagnostic, 0);
	file = kv_reader_offset(reader, clang_getRangeStart(range), &start);
	other = kv_reader_offset(reader, clang_getRangeEnd(range), &end);
	if (!file || file != other || !file->is_own || end > file->size || start >= end)
		return false;
	thing = last_name(file->text, start, end);
	if (!thing.name)
		return false;
	changed = reform_thing(repair, &thing, form);
	g_free(thing.name);
	return changed;
}

/* The first word of the line that @diagnostic is about which is followed by a parenthesis. */
static char *called_in_line(kv_reader *reader, CXDiagnostic diagnostic)
{
	unsigned offset = 0, start, end;
	const kv_own_file *file =
		kv_reader_offset(reader, clang_getDiagnosticLocation(diagnostic), &offset);

	if (!file || !file->is_own || offset >= file->size)
		return NULL;
	for (start = offset; start > 0 && file->text[start - 1] != '\n'; start--)
		continue;
	for (end = start; end < file->size && file->text[end] != '\n'; end++) {
		if (file->text[end] == '(' && end > start) {
			named_thing thing = last_name(file->text, start, end);

			return thing.name;
		}
	}
	return NULL;
}

static bool learn_macro(kv_repair *repair, kv_reader *reader, CXDiagnostic diagnostic,
			repair_role role)
{
	g_autofree char *name = called_in_line(reader, diagnostic);

	if (!name || (role == ROLE_ITERATOR && !strstr(name, "for_each")) ||
	    (role == ROLE_DEFINER && !g_ascii_isupper(name[0])))
		return false;
	return add(repair, role, name, NULL, FORM_NUMBER);
}

static bool learn_name(kv_repair *repair, const char *name)
{
	if (g_str_has_suffix(name, "_t"))
		return add(repair, ROLE_TYPE, name, NULL, FORM_NUMBER);
	return add(repair, ROLE_GLOBAL, name, NULL, FORM_NUMBER);
}

static bool learn_member(kv_repair *repair, const char *member, const char *text)
{
	g_autofree char *record = record_in(text);

	if (!record || (strcmp(record, ANY) != 0 && !find(repair, ROLE_RECORD, record, NULL)))
		return false;
	return add(repair, ROLE_MEMBER, member, record, FORM_NUMBER);
}

/* A constant was expected; the name is at the place of the complaint. */
static bool learn_constant(kv_repair *repair, kv_reader *reader, CXDiagnostic diagnostic)
{
	unsigned start = 0, end;
	const kv_own_file *file =
		kv_reader_offset(reader, clang_getDiagnosticLocation(diagnostic), &start);
	g_autofree char *name = NULL;

	if (!file || !file->is_own)
		return false;
	for (end = start;
	     end < file->size && (g_ascii_isalnum(file->text[end]) || file->text[end] == '_');
	     end++)
		continue;
	name = g_strndup(file->text + start, end - start);
	return reform(find(repair, ROLE_GLOBAL, name, NULL), FORM_CONSTANT);
}

/* The length of an array must be constant: every name between brackets in the line. */
static bool learn_length(kv_repair *repair, kv_reader *reader, CXDiagnostic diagnostic)
{
	unsigned at = 0;
	const kv_own_file *file =
		kv_reader_offset(reader, clang_getDiagnosticLocation(diagnostic), &at);
	bool changed = false;

	if (!file || !file->is_own)
		return false;
	for (; at < file->size && file->text[at] != '\n'; at++) {
		named_thing thing;

		if (file->text[at] != ']')
			continue;
		thing = last_name(file->text, 0, at);
		changed |= thing.name &&
			   reform(find(repair, ROLE_GLOBAL, thing.name, NULL), FORM_CONSTANT);
		g_free(thing.name);
	}
	return changed;
}

static const struct {
	const char *text;
	repair_form form;
} uses[] = {
	{"member reference type", FORM_POINTER},
	{"member reference base type", FORM_RECORD},
	{"indirection requires pointer operand", FORM_POINTER},
	{"subscripted value is not an array", FORM_ARRAY},
	{"called object type", FORM_CALLABLE},
};

static bool learn(kv_repair *repair, kv_reader *reader, CXDiagnostic diagnostic, const char *text)
{
	g_autofree char *undeclared = quoted(text, "use of undeclared identifier '");
	g_autofree char *type = quoted(text, "unknown type name '");
	g_autofree char *member = quoted(text, "no member named '");
	g_autofree char *record = NULL;

	if (undeclared)
		return learn_name(repair, undeclared);
	if (type)
		return add(repair, ROLE_TYPE, type, NULL, FORM_NUMBER);
	if (member)
		return learn_member(repair, member, text);
	if (strstr(text, "incomplete")) {
		record = record_in(text);
		return record && add(repair, ROLE_RECORD, record, NULL, FORM_NUMBER);
	}
	for (guint i = 0; i < G_N_ELEMENTS(uses); i++) {
		if (g_str_has_prefix(text, uses[i].text))
			return learn_use(repair, reader, diagnostic, text, uses[i].form);
	}
	if (strstr(text, "a parameter list without types"))
		return learn_macro(repair, reader, diagnostic, ROLE_DEFINER);
	if (strstr(text, "expected ';' after expression"))
		return learn_macro(repair, reader, diagnostic, ROLE_ITERATOR);
	if (g_str_has_prefix(text, "initializing '") && strstr(text, "incompatible type 'int'"))
		return learn_macro(repair, reader, diagnostic, ROLE_VALUE);
	if (strstr(text, "variable length array declaration not allowed"))
		return learn_length(repair, reader, diagnostic);
	if (strstr(text, "not an integer constant expression"))
		return learn_constant(repair, reader, diagnostic);
	return false;
}

bool kv_repair_learn(kv_repair *repair, kv_reader *reader)
{
	unsigned count = clang_getNumDiagnostics(reader->unit_of_clang);
	bool changed = false;

	for (unsigned i = 0; i < count; i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(reader->unit_of_clang, i);
		CXString text = clang_getDiagnosticSpelling(diagnostic);

		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error)
			changed |= learn(repair, reader, diagnostic, clang_getCString(text));
		clang_disposeString(text);
		clang_disposeDiagnostic(diagnostic);
	}
	return changed;
}

/* "TYPE name;" for @form; @prefix stands in front. */
static void declare(GString *output, const char *prefix, repair_form form, const char *name)
{
	static const char *const before[] = {
		[FORM_NUMBER] = "long ",
		[FORM_CONSTANT] = "long ",
		[FORM_POINTER] = "struct " ANY " *",
		[FORM_RECORD] = "struct " ANY " ",
		[FORM_ARRAY] = "long ",
		[FORM_CALLABLE] = "long (*",
	};
	static const char *const behind[] = {
		[FORM_NUMBER] = ";", [FORM_CONSTANT] = ";",  [FORM_POINTER] = ";",
		[FORM_RECORD] = ";", [FORM_ARRAY] = "[64];", [FORM_CALLABLE] = ")();",
	};

	g_string_append_printf(output, "%s%s%s%s\n", prefix, before[form], name, behind[form]);
}

static void declare_record(const kv_repair *repair, GString *output, const char *name)
{
	g_string_append_printf(output, "struct %s {\n\tlong klpvet_first;\n", name);
	for (guint i = 0; i < repair->entries->len; i++) {
		const repair_entry *entry = g_ptr_array_index(repair->entries, i);

		/* A structure by value would contain itself. */
		if (entry->role != ROLE_MEMBER || strcmp(entry->record, name) != 0)
			continue;
		if (entry->form == FORM_RECORD && strcmp(name, ANY) == 0)
			g_string_append_printf(output, "\tstruct { long klpvet_first; } %s;\n",
					       entry->name);
		else
			declare(output, "\t", entry->form, entry->name);
	}
	g_string_append(output, "};\n");
}

static void declare_entry(const kv_repair *repair, GString *output, const repair_entry *entry)
{
	switch (entry->role) {
	case ROLE_GLOBAL:
		if (entry->form == FORM_CONSTANT)
			g_string_append_printf(output, "enum { %s = __COUNTER__ + 77000 };\n",
					       entry->name);
		else
			declare(output, "extern ", entry->form, entry->name);
		break;
	case ROLE_FUNCTION:
		g_string_append_printf(output, "%s %s();\n",
				       entry->form == FORM_RECORD ? "struct " ANY
								  : "struct " ANY " *",
				       entry->name);
		break;
	case ROLE_TYPE:
		declare(output, "typedef ", entry->form, entry->name);
		break;
	case ROLE_RECORD:
		declare_record(repair, output, entry->name);
		break;
	case ROLE_DEFINER:
		g_string_append_printf(output, "#define %s(...) extern int klpvet_nothing\n",
				       entry->name);
		break;
	case ROLE_VALUE:
		g_string_append_printf(output, "#define %s(...) { 0 }\n", entry->name);
		break;
	case ROLE_ITERATOR:
		g_string_append_printf(output,
				       "#define %s(...) while (klpvet_unknown(__VA_ARGS__))\n",
				       entry->name);
		break;
	case ROLE_MEMBER:
		break;
	}
}

const char *kv_repair_declarations(kv_repair *repair)
{
	GString *output = repair->declarations;

	g_string_assign(output, "int klpvet_unknown();\n");
	declare_record(repair, output, ANY);
	for (guint i = 0; i < repair->entries->len; i++)
		declare_entry(repair, output, g_ptr_array_index(repair->entries, i));
	return output->str;
}

void kv_repair_list(const kv_repair *repair, kv_c_unit *unit)
{
	for (guint i = 0; i < repair->entries->len; i++) {
		const repair_entry *entry = g_ptr_array_index(repair->entries, i);
		const char *name = kv_c_unit_string(unit, entry->name);

		if (entry->role != ROLE_MEMBER && entry->role != ROLE_RECORD)
			g_array_append_val(unit->assumed, name);
	}
}
