/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/code.h"

/*
 * What linkers leave in debug information where code was discarded: 0 (GNU ld) or all ones (lld,
 * "tombstone"; -2 in range lists).
 */
static bool is_discarded(uint64_t address)
{
	return address == 0 || address >= UINT64_MAX - 1;
}

static kv_die_code_status read_pair(kv_die_attributes *attributes, kv_die_code *code,
				    GArray *ranges)
{
	Dwarf_Attribute *high = &attributes->at[KV_DIE_HIGH];
	Dwarf_Addr begin, end;
	Dwarf_Word size;
	kv_die_range range;

	if (dwarf_formaddr(&attributes->at[KV_DIE_LOW], &begin) != 0)
		return KV_DIE_CODE_DAMAGED;
	if (is_discarded(begin))
		return KV_DIE_CODE_NONE;
	/* A constant DW_AT_high_pc is an offset (DWARF 4, section 2.17.2). */
	if (dwarf_formaddr(high, &end) != 0) {
		if (dwarf_formudata(high, &size) != 0)
			return KV_DIE_CODE_DAMAGED;
		end = begin + size;
	}
	if (end < begin)
		return KV_DIE_CODE_DAMAGED;
	if (end == begin)
		return KV_DIE_CODE_EMPTY;
	*code = (kv_die_code){.entry = begin, .begin = begin, .end = end};
	range = (kv_die_range){begin, end};
	g_array_append_val(ranges, range);
	return KV_DIE_CODE_PRESENT;
}

static void add_cold(kv_die_code *code, uint64_t begin, uint64_t end)
{
	if (end - begin <= code->cold_end - code->cold_begin)
		return;
	code->cold_begin = begin;
	code->cold_end = end;
}

static void add_range(kv_die_code *code, uint64_t begin, uint64_t end, uint64_t entry)
{
	bool holds_entry = begin <= entry && entry < end;

	if (code->end == 0) {
		*code = (kv_die_code){
			.entry = holds_entry ? entry : begin, .begin = begin, .end = end};
	} else if (holds_entry) {
		add_cold(code, code->begin, code->end);
		code->begin = begin;
		code->end = end;
		code->entry = entry;
	} else {
		add_cold(code, begin, end);
	}
}

static kv_die_code_status read_list(Dwarf_Die *die, uint64_t entry, uint64_t *steps,
				    kv_die_code *code, GArray *ranges)
{
	Dwarf_Addr base, begin, end;
	ptrdiff_t position = 0;
	bool any = false;

	*code = (kv_die_code){0};
	while ((position = dwarf_ranges(die, position, &base, &begin, &end)) > 0) {
		if (*steps == 0)
			return KV_DIE_CODE_DAMAGED;
		--*steps;
		if (is_discarded(begin))
			continue;
		any = true;
		if (end > begin) {
			const kv_die_range range = {begin, end};

			add_range(code, begin, end, entry);
			g_array_append_val(ranges, range);
		}
	}
	if (position < 0)
		return KV_DIE_CODE_DAMAGED;
	if (code->end == 0)
		return any ? KV_DIE_CODE_EMPTY : KV_DIE_CODE_NONE;
	return KV_DIE_CODE_PRESENT;
}

kv_die_code_status kv_die_code_read(Dwarf_Die *die, kv_die_attributes *attributes, uint64_t *steps,
				    kv_die_code *code, GArray *ranges)
{
	Dwarf_Addr entry = 0;
	kv_die_code found;
	kv_die_code_status status;

	g_array_set_size(ranges, 0);
	if (kv_die_has(attributes, KV_DIE_RANGES)) {
		if (kv_die_has(attributes, KV_DIE_ENTRY))
			dwarf_entrypc(die, &entry);
		status = read_list(die, entry, steps, &found, ranges);
	} else if (kv_die_has(attributes, KV_DIE_LOW)) {
		if (!kv_die_has(attributes, KV_DIE_HIGH))
			return KV_DIE_CODE_EMPTY;
		status = read_pair(attributes, &found, ranges);
	} else {
		return KV_DIE_CODE_NONE;
	}
	if (status == KV_DIE_CODE_PRESENT)
		*code = found;
	return status;
}
