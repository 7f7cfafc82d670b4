/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "image/symbols.h"
#include "source/facts.h"

/* Of messages that are printed once or at a limited rate: beginning again does no harm. */
static bool is_harmless(const kv_c_variable *variable)
{
	static const char *const names[] = {"__", "_rs", "descriptor", "warned", "printed", "once"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_str_has_prefix(variable->name, names[i]))
			return true;
	}
	return g_strcmp0(variable->type, "struct ratelimit_state") == 0;
}

/*
 * GCC calls a static local variable name.NUMBER. The first of that size, and how many there are;
 * those of other files than what the livepatch replaces do not count.
 */
static uint32_t original_of(kv_check *check, const kv_patched *patched,
			    const kv_c_variable *variable, guint *count)
{
	const kv_index *index = patched->index;
	g_autofree char *prefix = g_strconcat(variable->name, ".", NULL);
	kv_ids prefixed = kv_index_symbols_prefixed(index, prefix);
	uint32_t found = KV_NONE;

	*count = 0;
	for (uint32_t i = 0; i < prefixed.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, prefixed.id[i]);
		const char *rest = kv_index_string(index, symbol->name) + strlen(prefix);

		if (!(symbol->flags & KV_SYMBOL_TEXT) && symbol->type != 'r' &&
		    rest[strspn(rest, "0123456789")] == '\0' &&
		    (variable->size < 0 || symbol->size == (uint64_t)variable->size) &&
		    kv_patched_shares_file(kv_check_livepatch(check), patched, prefixed.id[i]) !=
			    KV_NO) {
			found = found == KV_NONE ? prefixed.id[i] : found;
			++*count;
		}
	}
	return found;
}

static void check_variable(kv_check *check, const kv_patched *patched, const kv_c_ref *code,
			   const kv_c_variable *variable)
{
	const kv_symbol *original;
	uint32_t symbol;
	kv_finding *finding;
	const char *file;
	guint count;

	if (variable->function != code->function || !variable->is_static || variable->is_const ||
	    is_harmless(variable))
		return;
	symbol = original_of(check, patched, variable, &count);
	if (symbol == KV_NONE)
		return;
	original = kv_index_symbol(patched->index, symbol);
	finding =
		kv_check_report_at(check, patched, &variable->place,
				   "the static variable %s of %s begins again at its initial value",
				   variable->name, kv_patched_name(patched));
	/* Which function each of several belongs to, symbols do not tell. */
	if (count > 1)
		finding->confidence = KV_REVIEW;
	kv_finding_set_remedy(finding, "refer to the kernel's %s by a livepatch relocation",
			      kv_index_string(patched->index, original->name));
	kv_finding_set_source(finding, "the source of the livepatch, and the symbol table of %s",
			      patched->object_name);
	file = kv_variable_file(patched->index, symbol);
	kv_finding_add_evidence(finding, kv_index_string(patched->index, original->name), file, 0,
				"%u bytes, in %s%s", original->size, patched->object_name,
				file ? "" : "; of which file is not known");
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	kv_c_ref code;

	if (!kv_livepatch_find_code(kv_check_livepatch(check), NULL, patched->function->new_name,
				    &code))
		return;
	for (guint i = 0; i < code.unit->variables->len; i++)
		check_variable(check, patched, &code, kv_c_unit_variable(code.unit, i));
}

const kv_rule kv_rule_data_static_reset = {
	.id = "data-static-reset",
	.check_function = check_function,
};
