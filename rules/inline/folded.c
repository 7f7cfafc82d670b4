/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/untraced.h"

/* Whether the livepatch replaces another function of the file of @source: perhaps the caller. */
static bool patches_neighbour(kv_check *check, const kv_patched *patched, const kv_source *source)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *other = g_ptr_array_index(all, i);
		const kv_source *neighbour =
			other->index == patched->index ? kv_patched_source(other) : NULL;

		if (neighbour && neighbour != source && neighbour->file == source->file &&
		    kv_patched_takes_effect(other))
			return true;
	}
	return false;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const kv_source *source = kv_patched_source(patched);
	const char *name, *file;
	kv_finding *finding;

	if (!kv_patched_takes_effect(patched) || !source ||
	    !kv_symbol_inlined_untraced(patched->index, symbol) ||
	    !kv_check_first_of_source(check, patched))
		return;
	name = kv_index_string(patched->index, source->name);
	file = kv_index_string(patched->index, source->file);
	finding = kv_check_report(check, patched,
				  "the compiler worked it into another function, where no trace of "
				  "it is left");
	kv_finding_set_consequence(finding,
				   "loads it silently; a caller in %s does not call %s and "
				   "keeps what the compiler made of the old code",
				   file, name);
	kv_finding_set_source(finding,
			      "DWARF of %s: DW_AT_inline says that it was inlined, but there is no "
			      "inlined instance",
			      patched->object_name);
	kv_finding_add_symbol(finding, patched->index, symbol, NULL);
	kv_finding_add_unknown_keeper(finding);
	kv_finding_set_remedy(finding,
			      "look for calls of %s in %s and patch the functions that make them "
			      "as well, in the same livepatch",
			      name, file);
	if (!patches_neighbour(check, patched, source))
		return;
	finding->level = KV_WARNING;
	finding->confidence = KV_REVIEW;
	kv_finding_set_remedy(finding,
			      "make sure that every function of %s that calls %s is among those "
			      "that the livepatch replaces",
			      file, name);
}

const kv_rule kv_rule_inline_folded = {
	.id = "inline-folded",
	.check_function = check_function,
};
