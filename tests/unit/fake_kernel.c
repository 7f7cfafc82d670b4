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

static kv_ids collect_named(const kv_index *index, const char *name)
{
	uint32_t *ids = g_new(uint32_t, index->symbol_count);
	kv_ids found = {.id = ids};

	for (uint32_t i = 0; i < index->symbol_count; i++) {
		if (strcmp(index->strings[index->symbols[i].name], name) == 0)
			ids[found.count++] = i;
	}
	return found;
}

kv_ids kv_index_symbols_named(const kv_index *index, const char *name)
{
	kv_index *cached = (kv_index *)index;
	guint i = 0;

	while (cached->named[i]) {
		if (strcmp(cached->named[i], name) == 0)
			return cached->named_cache[i];
		i++;
		g_assert_cmpuint(i, <, G_N_ELEMENTS(cached->named));
	}
	cached->named[i] = name;
	cached->named_cache[i] = collect_named(index, name);
	return cached->named_cache[i];
}

void fake_index_clear(kv_index *index)
{
	for (guint i = 0; i < G_N_ELEMENTS(index->named); i++) {
		g_free((void *)index->named_cache[i].id);
		index->named[i] = NULL;
		index->named_cache[i].id = NULL;
	}
}

bool kv_index_has_dwarf(const kv_index *index)
{
	return index->has_dwarf;
}

bool kv_index_has_ftrace(const kv_index *index)
{
	return index->has_ftrace;
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

kv_run kv_index_sources_named(const kv_index *index, const char *name)
{
	return (kv_run){0};
}

kv_ids kv_index_functions_of(const kv_index *index, uint32_t source)
{
	return (kv_ids){0};
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
