/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* symbol-in-init */
static bool is_gone(const kv_patched *patched, const kv_symbol *symbol)
{
	return symbol->region == KV_REGION_INIT ||
	       (symbol->region == KV_REGION_EXIT && !patched->in_module);
}

/* sizeof(struct dyn_ftrace) where dyn_arch_ftrace is empty (x86-64), in 4 KiB pages. */
enum { RECORDS_PER_PAGE = 4096 / 16, MAX_ORDER_USED = 10 };

/* ftrace_allocate_records() of kernel/trace/ftrace.c: the largest power of two of full pages. */
static uint32_t group_size(uint32_t left)
{
	uint32_t pages = (left + RECORDS_PER_PAGE - 1) / RECORDS_PER_PAGE;
	guint order = MIN(g_bit_storage(pages) - 1, (guint)MAX_ORDER_USED);

	return MIN(left, (uint32_t)RECORDS_PER_PAGE << order);
}

/* bsearch() of lib/bsearch.c: the first record it happens on in [@begin, @end), or NULL. */
static const uint64_t *search_group(const uint64_t *base, uint32_t count, uint64_t begin,
				    uint64_t end)
{
	while (count > 0) {
		const uint64_t *pivot = base + count / 2;

		if (*pivot >= begin && *pivot < end)
			return pivot;
		if (*pivot < begin) {
			base = pivot + 1;
			count--;
		}
		count /= 2;
	}
	return NULL;
}

/* ftrace_free_mem() drops the records of init text: they are the last of vmlinux. */
static uint32_t records_after_boot(const kv_patched *patched, const uint64_t *records,
				   uint32_t count)
{
	kv_ids init = kv_index_symbols_named(patched->index, "_sinittext");
	uint64_t first;

	if (patched->in_module || init.count != 1)
		return count;
	first = kv_index_symbol(patched->index, init.id[0])->address;
	while (count > 0 && records[count - 1] >= first)
		count--;
	return count;
}

/* lookup_rec() of kernel/trace/ftrace.c over the extent that kallsyms gives the function. */
static const uint64_t *chosen_record(const kv_patched *patched, uint64_t begin, uint64_t end)
{
	uint32_t count = 0, kept, first = 0;
	const uint64_t *records = kv_index_ftrace(patched->index, &count);

	kept = records_after_boot(patched, records, count);
	while (first < kept) {
		uint32_t group = group_size(count - first);
		const uint64_t *record =
			search_group(records + first, MIN(group, kept - first), begin, end);

		if (record)
			return record;
		first += group;
	}
	return NULL;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const uint64_t *record;
	kv_finding *finding;
	uint64_t end;
	bool own;

	if (!symbol || !(symbol->flags & (KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION)) ||
	    symbol->ftrace_offset == 0 || is_gone(patched, symbol))
		return;
	end = symbol->address + symbol->extent;
	record = chosen_record(patched, symbol->address, end);
	own = symbol->ftrace_offset != KV_NO_FTRACE;
	if (!record || (own && *record == symbol->address + symbol->ftrace_offset))
		return;

	finding = kv_check_report(check, patched,
				  "the kernel takes the ftrace location of dead code "
				  "behind %s for its own",
				  kv_patched_name(patched));
	kv_finding_set_remedy(finding,
			      "patch the functions that call %s instead, or use a kernel "
			      "whose build drops dead entries (6.15, ef378c3b8233)",
			      patched->function->old_name);
	kv_finding_set_source(finding, "symbol table and ftrace locations of %s",
			      patched->object_name);
	kv_finding_add_symbol(finding, patched->index, symbol,
			      "at 0x%" G_GINT64_MODIFIER
			      "x, %u bytes of code; kallsyms says %" G_GUINT64_FORMAT,
			      symbol->address, symbol->size, symbol->extent);
	kv_finding_add_evidence(finding, "location taken", NULL, 0,
				"0x%" G_GINT64_MODIFIER "x; its own: %s", *record,
				own ? "not at its first byte" : "none");
}

const kv_rule kv_rule_trace_dead_entry = {
	.id = "trace-dead-entry",
	.check_function = check_function,
};
