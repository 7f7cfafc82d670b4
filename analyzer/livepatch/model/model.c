/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/model/model.h"

#include "livepatch/model/allowance.h"

static void function_free(gpointer data)
{
	kv_lp_function *function = data;

	g_free(function->old_name);
	g_free(function->new_name);
	g_free(function->prototype);
	g_free(function->signature);
	g_free(function->new_section);
	g_free(function->source_file);
	g_free(function);
}

static void object_free(gpointer data)
{
	kv_lp_object *object = data;

	g_free(object->name);
	g_ptr_array_unref(object->functions);
	for (guint i = 0; i < KV_CALLBACK_COUNT; i++)
		g_free(object->callbacks[i]);
	g_free(object);
}

static void gap_free(gpointer data)
{
	kv_lp_gap *gap = data;

	g_free(gap->what);
	g_free(gap->reason);
	g_free(gap->supply);
	g_free(gap);
}

static void reference_free(gpointer data)
{
	kv_lp_reference *reference = data;

	g_free(reference->symbol);
	g_free(reference->object);
	g_free(reference->needed_for);
	g_free(reference);
}

static void import_free(gpointer data)
{
	kv_lp_import *import = data;

	g_free(import->name);
	g_free(import);
}

static void variable_free(gpointer data)
{
	kv_lp_variable *variable = data;

	g_free(variable->name);
	g_free(variable);
}

kv_livepatch *kv_livepatch_new(const char *path)
{
	kv_livepatch *livepatch = g_new0(kv_livepatch, 1);

	livepatch->path = g_strdup(path);
	livepatch->module_layout_crc = -1;
	livepatch->objects = g_ptr_array_new_with_free_func(object_free);
	livepatch->modinfo_known = KV_YES;
	livepatch->states = g_array_new(FALSE, FALSE, sizeof(kv_lp_state));
	livepatch->states_unread = "its klp_patch cannot be read from the file";
	livepatch->companions = g_ptr_array_new_with_free_func((GDestroyNotify)kv_livepatch_free);
	livepatch->references = g_ptr_array_new_with_free_func(reference_free);
	livepatch->imports = g_ptr_array_new_with_free_func(import_free);
	livepatch->strings = g_string_chunk_new(256);
	livepatch->allowances = kv_allowances_new();
	livepatch->relocated = g_ptr_array_new_with_free_func(g_free);
	livepatch->variables = g_ptr_array_new_with_free_func(variable_free);
	livepatch->structures = g_array_new(FALSE, FALSE, sizeof(guint64));
	livepatch->gaps = g_ptr_array_new_with_free_func(gap_free);
	livepatch->units = g_ptr_array_new_with_free_func((GDestroyNotify)kv_c_unit_free);
	return livepatch;
}

void kv_livepatch_free(kv_livepatch *livepatch)
{
	if (!livepatch)
		return;
	g_free(livepatch->path);
	g_free(livepatch->module_name);
	g_free(livepatch->vermagic);
	g_free(livepatch->license);
	g_free(livepatch->depends);
	g_free(livepatch->layout_origin);
	g_free(livepatch->code_unread);
	g_free(livepatch->debug_damage);
	g_ptr_array_unref(livepatch->objects);
	g_array_unref(livepatch->states);
	g_string_chunk_free(livepatch->strings);
	g_ptr_array_unref(livepatch->companions);
	g_ptr_array_unref(livepatch->references);
	g_ptr_array_unref(livepatch->imports);
	g_ptr_array_unref(livepatch->allowances);
	g_ptr_array_unref(livepatch->relocated);
	g_clear_pointer(&livepatch->bodies, g_ptr_array_unref);
	g_ptr_array_unref(livepatch->variables);
	g_array_unref(livepatch->structures);
	g_ptr_array_unref(livepatch->gaps);
	g_ptr_array_unref(livepatch->units);
	g_free(livepatch);
}

kv_lp_object *kv_livepatch_add_object(kv_livepatch *livepatch, const char *name)
{
	kv_lp_object *object = g_new0(kv_lp_object, 1);

	object->name = g_strdup(name);
	object->functions = g_ptr_array_new_with_free_func(function_free);
	g_ptr_array_add(livepatch->objects, object);
	return object;
}

kv_lp_function *kv_lp_object_add_function(kv_lp_object *object, const char *old_name)
{
	kv_lp_function *function = g_new0(kv_lp_function, 1);

	function->old_name = g_strdup(old_name);
	g_ptr_array_add(object->functions, function);
	return function;
}

kv_lp_reference *kv_livepatch_add_reference(kv_livepatch *livepatch, const char *symbol)
{
	kv_lp_reference *reference = g_new0(kv_lp_reference, 1);

	reference->symbol = g_strdup(symbol);
	g_ptr_array_add(livepatch->references, reference);
	return reference;
}

kv_lp_import *kv_livepatch_add_import(kv_livepatch *livepatch, const char *name)
{
	kv_lp_import *import = g_new0(kv_lp_import, 1);

	import->name = g_strdup(name);
	g_ptr_array_add(livepatch->imports, import);
	return import;
}

kv_c_place kv_livepatch_place(kv_livepatch *livepatch, const char *file, uint32_t line)
{
	return (kv_c_place){
		.file = g_string_chunk_insert_const(livepatch->strings, file),
		.line = line,
	};
}

void kv_livepatch_add_structure(kv_livepatch *livepatch, uint32_t section, uint64_t offset)
{
	guint64 place = (guint64)section << 32 | (offset & UINT32_MAX);

	g_array_append_val(livepatch->structures, place);
}

void kv_livepatch_add_variable(kv_livepatch *livepatch, const char *name, uint64_t size)
{
	kv_lp_variable *variable = g_new0(kv_lp_variable, 1);

	variable->name = g_strdup(name);
	variable->size = size;
	g_ptr_array_add(livepatch->variables, variable);
}

const kv_lp_body *kv_livepatch_body(const kv_livepatch *livepatch, const char *name)
{
	for (guint i = 0; name && livepatch->bodies && i < livepatch->bodies->len; i++) {
		const kv_lp_body *body = g_ptr_array_index(livepatch->bodies, i);

		if (g_str_equal(body->name, name))
			return body;
	}
	return NULL;
}

void kv_livepatch_add_gap(kv_livepatch *livepatch, const char *what, const char *reason,
			  const char *supply)
{
	kv_lp_gap *gap = g_new0(kv_lp_gap, 1);

	gap->what = g_strdup(what);
	gap->reason = g_strdup(reason);
	gap->supply = g_strdup(supply);
	g_ptr_array_add(livepatch->gaps, gap);
}

const char *kv_lp_object_display_name(const kv_lp_object *object)
{
	return object->name != NULL ? object->name : "vmlinux";
}
