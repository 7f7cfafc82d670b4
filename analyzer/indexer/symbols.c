/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/symbols.h"

#include <string.h>

#include "base/search.h"
#include "indexer/strings.h"

/* How each region is told: by the name of the section, in vmlinux also by a pair of symbols. */
static const struct {
	kv_region region;
	const char *section_prefix, *begin, *end;
} regions[] = {
	{KV_REGION_EXIT, ".exit.", NULL, NULL},
	{KV_REGION_PERCPU, ".data..percpu", NULL, NULL},
	{KV_REGION_NOINSTR, ".noinstr.text", "__noinstr_text_start", "__noinstr_text_end"},
	{KV_REGION_ENTRY, ".entry.text", "__entry_text_start", "__entry_text_end"},
	{KV_REGION_SCHED, ".sched.text", "__sched_text_start", "__sched_text_end"},
	{KV_REGION_CPUIDLE, ".cpuidle.text", "__cpuidle_text_start", "__cpuidle_text_end"},
	{KV_REGION_LOCK, ".spinlock.text", "__lock_text_start", "__lock_text_end"},
	{KV_REGION_KPROBES, ".kprobes.text", "__kprobes_text_start", "__kprobes_text_end"},
	{KV_REGION_STATIC_CALL, ".static_call.text", "__static_call_text_start",
	 "__static_call_text_end"},
	{KV_REGION_INIT, ".init", "__init_begin", "__init_end"},
	{KV_REGION_INIT, ".init.text", "_sinittext", "_einittext"},
};

typedef struct {
	uint64_t prefix;
	const char *name;
	uint32_t number;
} name_key;

static int compare_names(const void *a, const void *b)
{
	const name_key *left = a, *right = b;
	int order;

	if (left->prefix != right->prefix)
		return left->prefix < right->prefix ? -1 : 1;
	order = strcmp(left->name, right->name);
	if (order != 0)
		return order;
	return left->number < right->number ? -1 : left->number > right->number;
}

static uint32_t *order_by_name(const kv_symbol_list *list)
{
	uint32_t count = kv_symbol_list_count(list);
	g_autofree name_key *keys = g_new(name_key, count);
	uint32_t *order = g_new(uint32_t, count);

	for (uint32_t i = 0; i < count; i++) {
		const char *name = kv_symbol_list_at(list, i)->name;

		keys[i] = (name_key){.prefix = kv_string_prefix(name), .name = name, .number = i};
	}
	if (count > 0)
		qsort(keys, count, sizeof(*keys), compare_names);
	for (uint32_t i = 0; i < count; i++)
		order[i] = keys[i].number;
	return order;
}

typedef struct {
	uint64_t address;
	uint32_t number;
} address_key;

static int compare_addresses(const void *a, const void *b)
{
	const address_key *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

static uint32_t *order_by_address(const kv_symbol_list *list)
{
	uint32_t count = kv_symbol_list_count(list);
	g_autofree address_key *keys = g_new(address_key, count);
	uint32_t *order = g_new(uint32_t, count);
	bool ordered = true;

	for (uint32_t i = 0; i < count; i++) {
		keys[i] =
			(address_key){.address = kv_symbol_list_at(list, i)->address, .number = i};
		ordered = ordered && (i == 0 || keys[i - 1].address <= keys[i].address);
	}
	/* The symbols of vmlinux are in this order already. */
	if (!ordered)
		qsort(keys, count, sizeof(*keys), compare_addresses);
	for (uint32_t i = 0; i < count; i++)
		order[i] = keys[i].number;
	return order;
}

uint32_t kv_symbol_list_count(const kv_symbol_list *list)
{
	return list->symbols->len;
}

const kv_kallsyms_symbol *kv_symbol_list_at(const kv_symbol_list *list, uint32_t number)
{
	return &g_array_index(list->symbols, kv_kallsyms_symbol, number);
}

/* The first position of by_name whose name, cut to @length bytes, is not below (above) @text. */
static uint32_t name_bound(const kv_symbol_list *list, const char *text, size_t length, bool above)
{
	/* Of an order below this a name comes before. */
	int limit = above ? 1 : 0;

	return KV_FIRST_NOT(0, kv_symbol_list_count(list), at,
			    strncmp(kv_symbol_list_at(list, list->by_name[at])->name, text,
				    length) < limit);
}

const kv_kallsyms_symbol *kv_symbol_list_find(const kv_symbol_list *list, const char *name)
{
	uint32_t position = name_bound(list, name, SIZE_MAX, false);
	const kv_kallsyms_symbol *symbol;

	if (position == kv_symbol_list_count(list))
		return NULL;
	symbol = kv_symbol_list_at(list, list->by_name[position]);
	return strcmp(symbol->name, name) == 0 ? symbol : NULL;
}

kv_run kv_symbol_list_prefixed(const kv_symbol_list *list, const char *prefix)
{
	uint32_t first = name_bound(list, prefix, strlen(prefix), false);
	uint32_t end = name_bound(list, prefix, strlen(prefix), true);

	return (kv_run){.first = first, .count = end - first};
}

uint32_t kv_symbol_list_lower(const kv_symbol_list *list, uint64_t address)
{
	return KV_FIRST_NOT(0, kv_symbol_list_count(list), at,
			    kv_symbol_list_at(list, list->by_address[at])->address < address);
}

static kv_region section_region(const kv_elf_section *section)
{
	for (size_t i = 0; section && i < G_N_ELEMENTS(regions); i++) {
		if (g_str_has_prefix(section->name, regions[i].section_prefix))
			return regions[i].region;
	}
	return KV_REGION_OTHER;
}

/* Gives @region to the symbols from @begin to below @end that have none yet. */
static void mark_region(kv_symbol_list *list, kv_region region, uint64_t begin, uint64_t end)
{
	uint32_t count = kv_symbol_list_count(list);

	for (uint32_t i = kv_symbol_list_lower(list, begin); i < count; i++) {
		uint32_t number = list->by_address[i];

		if (kv_symbol_list_at(list, number)->address >= end)
			break;
		if (list->regions[number] == KV_REGION_OTHER)
			list->regions[number] = (uint8_t)region;
	}
}

static void find_regions(kv_symbol_list *list, const kv_elf *elf, kv_object_kind kind)
{
	uint32_t section_count = kv_elf_section_count(elf);
	g_autofree uint8_t *of_section = g_new0(uint8_t, section_count);

	for (uint32_t i = 1; i < section_count; i++)
		of_section[i] = (uint8_t)section_region(kv_elf_section_at(elf, i));
	for (uint32_t i = 0; i < kv_symbol_list_count(list); i++) {
		uint32_t section = kv_symbol_list_at(list, i)->section;

		if (section < section_count)
			list->regions[i] = of_section[section];
	}
	if (kind != KV_OBJECT_VMLINUX)
		return;

	for (size_t i = 0; i < G_N_ELEMENTS(regions); i++) {
		const kv_kallsyms_symbol *begin, *end;

		if (!regions[i].begin)
			continue;
		begin = kv_symbol_list_find(list, regions[i].begin);
		end = kv_symbol_list_find(list, regions[i].end);
		if (begin && end)
			mark_region(list, regions[i].region, begin->address, end->address);
	}
}

kv_symbol_list *kv_symbol_list_read(const kv_elf *elf, kv_object_kind kind,
				    const kv_section_addresses *addresses)
{
	kv_symbol_list *list = g_new0(kv_symbol_list, 1);
	uint32_t count;

	list->symbols = kind == KV_OBJECT_VMLINUX
				? kv_kallsyms_vmlinux(elf)
				: kv_kallsyms_module(elf, (const uint64_t *)(void *)addresses->data,
						     addresses->len);
	count = kv_symbol_list_count(list);
	list->by_name = order_by_name(list);
	list->by_address = order_by_address(list);
	list->regions = g_new0(uint8_t, count);
	list->ftrace_offsets = g_new(uint8_t, count);
	for (uint32_t i = 0; i < count; i++)
		list->ftrace_offsets[i] = KV_NO_FTRACE;
	find_regions(list, elf, kind);
	return list;
}

void kv_symbol_list_free(kv_symbol_list *list)
{
	if (!list)
		return;
	g_array_unref(list->symbols);
	g_free(list->by_name);
	g_free(list->by_address);
	g_free(list->regions);
	g_free(list->ftrace_offsets);
	g_free(list);
}
