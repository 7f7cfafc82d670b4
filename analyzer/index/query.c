/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/index.h"

#include <string.h>

#include "base/search.h"
#include "index/format.h"

KV_INDEX_ACCESS(symbol, SYMBOLS, symbols)
KV_INDEX_ACCESS(source, SOURCES, sources)
KV_INDEX_ACCESS(function, FUNCTIONS, functions)
KV_INDEX_ACCESS(copy, COPIES, copies)
KV_INDEX_ACCESS(unit, UNITS, units)
KV_INDEX_ACCESS(variable, VARIABLES, variables)

const char *kv_index_string(const kv_index *index, uint32_t string)
{
	return index->strings + string;
}

const char *kv_index_release(const kv_index *index)
{
	return kv_index_string(index, index->header->release);
}

const char *kv_index_banner(const kv_index *index)
{
	return kv_index_string(index, index->header->banner);
}

const char *kv_index_vermagic(const kv_index *index)
{
	return kv_index_string(index, index->header->vermagic);
}

const char *kv_index_build_id(const kv_index *index)
{
	return kv_index_string(index, index->header->build_id);
}

const char *kv_index_source_path(const kv_index *index)
{
	return kv_index_string(index, index->header->source_path);
}

const char *kv_index_half_path(const kv_index *index)
{
	return kv_index_string(index, index->header->half_path);
}

const char *kv_index_module(const kv_index *index)
{
	return kv_index_string(index, index->header->module);
}

uint16_t kv_index_machine(const kv_index *index)
{
	return (uint16_t)index->header->machine;
}

int64_t kv_index_module_layout_crc(const kv_index *index)
{
	return index->header->module_layout_crc;
}

uint64_t kv_index_source_size(const kv_index *index)
{
	return index->header->source_size;
}

int64_t kv_index_source_modified(const kv_index *index)
{
	return index->header->source_modified;
}

uint64_t kv_index_half_size(const kv_index *index)
{
	return index->header->half_size;
}

int64_t kv_index_half_modified(const kv_index *index)
{
	return index->header->half_modified;
}

bool kv_index_has_dwarf(const kv_index *index)
{
	return index->header->flags & KV_INDEX_HAS_DWARF;
}

bool kv_index_has_damaged_dwarf(const kv_index *index)
{
	return index->header->flags & KV_INDEX_DAMAGED_DWARF;
}

bool kv_index_has_ftrace(const kv_index *index)
{
	return index->header->flags & KV_INDEX_HAS_FTRACE;
}

bool kv_index_has_klp_layout(const kv_index *index, kv_klp_layout *layout)
{
	if (!(index->header->flags & KV_INDEX_HAS_LAYOUT))
		return false;
	*layout = index->header->layout;
	return true;
}

uint32_t kv_index_ksym_name_len(const kv_index *index)
{
	return index->header->ksym_name_len;
}

uint32_t kv_index_module_name_len(const kv_index *index)
{
	return index->header->module_name_len;
}

/* The first position from @low up to below @high that is not before @key; else @high. */
static uint32_t search(const kv_index *index, uint32_t low, uint32_t high,
		       kv_index_before is_before, const void *key)
{
	return KV_FIRST_NOT(low, high, at, is_before(index, at, key));
}

uint32_t kv_index_first_not_before(const kv_index *index, uint32_t count, kv_index_before is_before,
				   const void *key)
{
	return search(index, 0, count, is_before, key);
}

kv_run kv_index_run_between(const kv_index *index, kv_index_table_id table,
			    kv_index_before is_before, kv_index_before is_not_after,
			    const void *key)
{
	uint32_t count = index->counts[table];
	uint32_t first = search(index, 0, count, is_before, key), low = first, end = first;

	/* Most runs are short: their end is looked for in steps that double. */
	for (uint32_t step = 1; end < count && is_not_after(index, end, key); step *= 2) {
		low = end + 1;
		end = count - end > step ? end + step : count;
	}
	end = search(index, low, end, is_not_after, key);
	return (kv_run){.first = first, .count = end - first};
}

kv_fact kv_index_has_builtin(const kv_index *index, const char *name)
{
	uint32_t count = index->counts[KV_TABLE_BUILTINS];
	uint32_t first = KV_FIRST_NOT(
		0, count, at, strcmp(kv_index_string(index, index->builtins[at]), name) < 0);

	return first < count && strcmp(kv_index_string(index, index->builtins[first]), name) == 0
		       ? KV_YES
		       : KV_UNKNOWN;
}

static const char *name_at(const kv_index *index, uint32_t position)
{
	return kv_index_string(index, index->symbols[index->symbols_by_name[position]].name);
}

static bool name_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return strcmp(name_at(index, position), key) < 0;
}

static bool name_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return strcmp(name_at(index, position), key) <= 0;
}

static bool name_is_not_above_prefix(const kv_index *index, uint32_t position, const void *key)
{
	return strncmp(name_at(index, position), key, strlen(key)) <= 0;
}

kv_ids kv_index_symbols_named(const kv_index *index, const char *name)
{
	kv_run run = kv_index_run_between(index, KV_TABLE_SYMBOLS_BY_NAME, name_is_below,
					  name_is_not_above, name);

	return (kv_ids){.id = index->symbols_by_name + run.first, .count = run.count};
}

kv_ids kv_index_symbols_prefixed(const kv_index *index, const char *prefix)
{
	kv_run run = kv_index_run_between(index, KV_TABLE_SYMBOLS_BY_NAME, name_is_below,
					  name_is_not_above_prefix, prefix);

	return (kv_ids){.id = index->symbols_by_name + run.first, .count = run.count};
}

static uint64_t address_at(const kv_index *index, uint32_t position)
{
	return index->symbols[index->symbols_by_address[position]].address;
}

static bool address_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return address_at(index, position) < *(const uint64_t *)key;
}

static bool address_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return address_at(index, position) <= *(const uint64_t *)key;
}

kv_ids kv_index_symbols_at(const kv_index *index, uint64_t address)
{
	kv_run run = kv_index_run_between(index, KV_TABLE_SYMBOLS_BY_ADDRESS, address_is_below,
					  address_is_not_above, &address);

	return (kv_ids){.id = index->symbols_by_address + run.first, .count = run.count};
}

const uint64_t *kv_index_ftrace(const kv_index *index, uint32_t *count)
{
	*count = index->counts[KV_TABLE_FTRACE];
	return index->ftrace;
}

static bool location_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->ftrace[position] < *(const uint64_t *)key;
}

uint64_t kv_index_ftrace_between(const kv_index *index, uint64_t begin, uint64_t end,
				 uint32_t *count)
{
	uint32_t all = index->counts[KV_TABLE_FTRACE];
	uint32_t first = kv_index_first_not_before(index, all, location_is_below, &begin);
	uint32_t last = kv_index_first_not_before(index, all, location_is_below, &end);

	*count = last > first ? last - first : 0;
	return *count > 0 ? index->ftrace[first] : 0;
}

static bool source_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return strcmp(kv_index_string(index, index->sources[position].name), key) < 0;
}

static bool source_is_not_above(const kv_index *index, uint32_t position, const void *key)
{
	return strcmp(kv_index_string(index, index->sources[position].name), key) <= 0;
}

kv_run kv_index_sources_named(const kv_index *index, const char *name)
{
	return kv_index_run_between(index, KV_TABLE_SOURCES, source_is_below, source_is_not_above,
				    name);
}

kv_ids kv_index_functions_of(const kv_index *index, uint32_t source)
{
	const kv_source *record = &index->sources[source];

	return (kv_ids){
		.id = index->functions_by_source + record->first_function,
		.count = record->function_count,
	};
}

static bool variable_is_below(const kv_index *index, uint32_t position, const void *key)
{
	return index->variables[position].symbol < *(const uint32_t *)key;
}

uint32_t kv_index_variable_unit(const kv_index *index, uint32_t symbol)
{
	uint32_t count = kv_index_variable_count(index);
	uint32_t at = kv_index_first_not_before(index, count, variable_is_below, &symbol);

	return at < count && index->variables[at].symbol == symbol ? index->variables[at].unit
								   : KV_NONE;
}
