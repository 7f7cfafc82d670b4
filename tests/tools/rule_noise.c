/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What rules say of each function of a kernel alone: for every function of vmlinux with an ftrace
 * location that can be redirected, in a livepatch that replaces nothing else,
 *
 *   rule_noise KERNEL RULE...
 *
 * prints a line "RULE function,position level message" for each finding, then one line
 * "functions COUNT", and "absent RULE" for a rule that klpvet does not have. Rules about the
 * replacement's own code find nothing, for there is none.
 */
#include <stdio.h>

#include "engine/catalogue.h"
#include "engine/preview.h"
#include "index/code.h"

/* Every address once, under the name that stands for its code. */
static bool is_wanted(const kv_index *index, uint32_t id)
{
	const kv_symbol *symbol = kv_index_symbol(index, id);

	return symbol->flags & KV_SYMBOL_FUNCTION && symbol->ftrace_offset != KV_NO_FTRACE &&
	       symbol->region != KV_REGION_INIT && kv_index_code_at(index, symbol->address) == id;
}

/* As .old_sympos gives it: 0 for a name that is unique. */
static uint64_t position_of(const kv_index *index, uint32_t id)
{
	const char *name = kv_index_string(index, kv_index_symbol(index, id)->name);
	kv_ids named = kv_index_symbols_named(index, name);

	for (uint32_t i = 0; named.count > 1 && i < named.count; i++) {
		if (named.id[i] == id)
			return i + 1;
	}
	return 0;
}

static void try_function(kv_kernel *kernel, uint32_t id, const char *const *rules)
{
	const kv_index *index = kv_kernel_index(kernel);
	const char *name = kv_index_string(index, kv_index_symbol(index, id)->name);
	uint64_t position = position_of(index, id);
	g_autoptr(GPtrArray) findings = kv_rules_preview(rules, kernel, "vmlinux", name, position);

	for (guint i = 0; i < findings->len; i++) {
		const kv_finding *finding = g_ptr_array_index(findings, i);

		if (finding)
			printf("%s %s,%u %s %s\n", finding->rule, name, (unsigned int)position,
			       kv_level_name(finding->level), finding->message);
	}
}

int main(int argc, char **argv)
{
	const kv_kernel_options options = {.spec = argc > 1 ? argv[1] : NULL};
	g_autoptr(kv_kernel) kernel = NULL;
	g_autoptr(GError) error = NULL;
	const kv_index *index;
	uint32_t count = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: rule_noise KERNEL RULE...\n");
		return 2;
	}
	kernel = kv_kernel_open(&options, &error);
	if (!kernel) {
		fprintf(stderr, "rule_noise: %s\n", error->message);
		return 3;
	}
	for (int i = 2; i < argc; i++) {
		if (!kv_rule_find(argv[i]))
			printf("absent %s\n", argv[i]);
	}
	index = kv_kernel_index(kernel);
	for (uint32_t i = 0; i < kv_index_symbol_count(index); i++) {
		if (!is_wanted(index, i))
			continue;
		try_function(kernel, i, (const char *const *)argv + 2);
		count++;
	}
	printf("functions %u\n", count);
	return 0;
}
