/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/evidence.h"

#include "image/hosts.h"
#include "image/patchability.h"
#include "image/symbols.h"

/*
 * What a reader still takes in: a function of a widely used header has thousands of hosts, and some
 * names stand for hundreds of symbols.
 */
enum { HOSTS_SHOWN = 60, POSITIONS_SHOWN = 60 };

void kv_finding_add_symbol(kv_finding *finding, const kv_index *index, const kv_symbol *symbol,
			   const char *remark, ...)
{
	const kv_source *source = kv_symbol_named_source(index, symbol);
	g_autofree char *text = NULL;
	va_list arguments;

	if (remark) {
		va_start(arguments, remark);
		text = g_strdup_vprintf(remark, arguments);
		va_end(arguments);
	}
	kv_finding_add_evidence(finding, kv_index_string(index, symbol->name),
				source ? kv_index_string(index, source->file) : NULL,
				source ? source->line : 0, text ? "%s" : NULL, text);
}

void kv_finding_add_positions(kv_finding *finding, const kv_patched *patched)
{
	kv_ids named = kv_index_symbols_named(patched->index, patched->function->old_name);
	guint loaded = 0;

	for (uint32_t i = 0; i < named.count && i < POSITIONS_SHOWN; i++) {
		const kv_symbol *symbol = kv_index_symbol(patched->index, named.id[i]);
		const char *patchability = kv_symbol_patchability_text(patched->index, symbol);
		const char *kind = symbol->flags & KV_SYMBOL_TEXT ? "" : " (data)";

		if (!(symbol->flags & KV_SYMBOL_CORE)) {
			kv_finding_add_symbol(finding, patched->index, symbol,
					      "position %u%s, but only while %s loads; %s", i + 1,
					      kind, patched->object_name, patchability);
			continue;
		}
		loaded++;
		if (loaded == i + 1)
			kv_finding_add_symbol(finding, patched->index, symbol, "position %u%s; %s",
					      loaded, kind, patchability);
		else
			kv_finding_add_symbol(finding, patched->index, symbol,
					      "position %u%s, but %u while %s loads; %s", loaded,
					      kind, i + 1, patched->object_name, patchability);
	}
	if (named.count > POSITIONS_SHOWN)
		kv_finding_add_evidence(finding, NULL, NULL, 0, "and %u more symbols",
					named.count - POSITIONS_SHOWN);
}

guint kv_finding_add_hosts(kv_finding *finding, const kv_index *index, const GArray *hosts)
{
	guint hopeless = 0;

	for (guint i = 0; i < hosts->len; i++) {
		const kv_host *host = &g_array_index(hosts, kv_host, i);
		const kv_symbol *symbol = kv_host_symbol(index, host);
		kv_patchability patchability = kv_symbol_patchability(index, symbol);
		const char *text = kv_patchability_text(patchability);

		hopeless += patchability != KV_PATCHABLE;
		if (i >= HOSTS_SHOWN)
			continue;
		if (host->copies == 1)
			kv_finding_add_symbol(finding, index, symbol, "%s", text);
		else
			kv_finding_add_symbol(finding, index, symbol, "%u copies; %s", host->copies,
					      text);
	}
	if (hosts->len > HOSTS_SHOWN)
		kv_finding_add_evidence(finding, NULL, NULL, 0, "and %u more functions",
					hosts->len - HOSTS_SHOWN);
	return hopeless;
}

void kv_finding_place(kv_finding *finding, const kv_c_place *place)
{
	if (!place->file)
		return;
	g_free(finding->location.file);
	finding->location.file = g_strdup(place->file);
	finding->location.line = place->line;
	finding->in_livepatch = true;
}
