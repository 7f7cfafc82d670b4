/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake_kernel.h"

#include <string.h>

const char *kv_index_string(const kv_index *index, uint32_t string)
{
	return index->strings[string];
}

uint32_t kv_index_symbol_count(const kv_index *index)
{
	return index->symbol_count;
}

const kv_symbol *kv_index_symbol(const kv_index *index, uint32_t symbol)
{
	g_assert_cmpuint(symbol, <, index->symbol_count);
	return &index->symbols[symbol];
}

kv_ids fake_collect(const kv_index *index, uint32_t total, fake_filter filter, const void *wanted)
{
	kv_index *owner = (kv_index *)index;
	uint32_t *ids = g_new(uint32_t, total);
	kv_ids found = {.id = ids};

	for (uint32_t i = 0; i < total; i++) {
		if (filter(index, i, wanted))
			ids[found.count++] = i;
	}
	if (!owner->answers)
		owner->answers = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(owner->answers, ids);
	return found;
}

void fake_index_clear(kv_index *index)
{
	g_clear_pointer(&index->answers, g_ptr_array_unref);
}

static bool has_name(const kv_index *index, uint32_t id, const void *wanted)
{
	return strcmp(index->strings[index->symbols[id].name], wanted) == 0;
}

static bool has_prefix(const kv_index *index, uint32_t id, const void *wanted)
{
	return g_str_has_prefix(index->strings[index->symbols[id].name], wanted);
}

static bool has_address(const kv_index *index, uint32_t id, const void *wanted)
{
	return index->symbols[id].address == *(const uint64_t *)wanted;
}

static bool has_source(const kv_index *index, uint32_t id, const void *wanted)
{
	return index->functions[id].source == *(const uint32_t *)wanted;
}

kv_ids kv_index_symbols_named(const kv_index *index, const char *name)
{
	return fake_collect(index, index->symbol_count, has_name, name);
}

kv_ids kv_index_symbols_prefixed(const kv_index *index, const char *prefix)
{
	return fake_collect(index, index->symbol_count, has_prefix, prefix);
}

kv_ids kv_index_symbols_at(const kv_index *index, uint64_t address)
{
	return fake_collect(index, index->symbol_count, has_address, &address);
}

kv_ids kv_index_functions_of(const kv_index *index, uint32_t source)
{
	return fake_collect(index, index->function_count, has_source, &source);
}

kv_run kv_index_sources_named(const kv_index *index, const char *name)
{
	kv_run run = {0};

	for (uint32_t i = 0; i < index->source_count; i++) {
		if (strcmp(index->strings[index->sources[i].name], name) != 0)
			continue;
		if (run.count++ == 0)
			run.first = i;
	}
	return run;
}

bool kv_index_has_dwarf(const kv_index *index)
{
	return index->has_dwarf;
}

bool kv_index_has_damaged_dwarf(const kv_index *index)
{
	return index->damaged_dwarf;
}

bool kv_index_has_ftrace(const kv_index *index)
{
	return index->has_ftrace;
}

const char *kv_index_module(const kv_index *index)
{
	return "";
}

const char *kv_index_release(const kv_index *index)
{
	return "6.1.0";
}

uint32_t kv_index_ksym_name_len(const kv_index *index)
{
	return 512;
}

uint32_t kv_index_module_name_len(const kv_index *index)
{
	return 56;
}

const kv_source *kv_index_source(const kv_index *index, uint32_t source)
{
	return &index->sources[source];
}

uint32_t kv_index_function_count(const kv_index *index)
{
	return index->function_count;
}

const kv_function *kv_index_function(const kv_index *index, uint32_t function)
{
	return &index->functions[function];
}

const kv_copy *kv_index_copy(const kv_index *index, uint32_t copy)
{
	return &index->copies[copy];
}

const kv_unit *kv_index_unit(const kv_index *index, uint32_t unit)
{
	return &index->units[unit];
}

const kv_kernel_files *kv_kernel_located(const kv_kernel *kernel)
{
	return NULL;
}

const char *kv_kernel_name(const kv_kernel *kernel)
{
	return "6.1.0-test";
}

const kv_index *kv_kernel_index(const kv_kernel *kernel)
{
	return kernel->vmlinux;
}

const GPtrArray *kv_kernel_warnings(const kv_kernel *kernel)
{
	return kernel->warnings;
}

kv_fact kv_kernel_module_builtin(const kv_kernel *kernel, const char *module)
{
	return kv_fact_from_bool(g_strcmp0(module, kernel->builtin_name) == 0);
}

const kv_index *kv_kernel_module(kv_kernel *kernel, const char *module, const char **reason,
				 const char **supply)
{
	if (g_strcmp0(module, kernel->module_name) == 0)
		return kernel->module;
	*reason = "no such module was found";
	*supply = "give its folder with --modules";
	return NULL;
}

bool kv_kernel_passes_modules_over(kv_kernel *kernel)
{
	return false;
}

GPtrArray *kv_kernel_modules_defining(kv_kernel *kernel, const char *symbol, guint max)
{
	GPtrArray *modules = g_ptr_array_new_with_free_func(g_free);

	if (kernel->defining_module)
		g_ptr_array_add(modules, g_strdup(kernel->defining_module));
	return modules;
}

bool kv_kernel_contradicted(const kv_kernel *kernel)
{
	return kernel->contradicted;
}

uint32_t kv_index_variable_unit(const kv_index *index G_GNUC_UNUSED,
				uint32_t variable G_GNUC_UNUSED)
{
	return KV_NONE;
}
