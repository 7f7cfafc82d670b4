/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/exports.h"

bool kv_index_exports(const kv_index *index, const char *name)
{
	g_autofree char *entry = g_strdup_printf("__ksymtab_%s", name);

	return kv_index_symbols_named(index, entry).count > 0;
}

bool kv_index_has_exports(const kv_index *index)
{
	return kv_index_symbols_prefixed(index, "__ksymtab_").count > 0;
}

kv_fact kv_kernel_modules_export(kv_kernel *kernel, const char *modules, const char *name)
{
	g_auto(GStrv) names = g_strsplit(modules ? modules : "", ",", -1);
	kv_fact known = KV_NO;

	for (guint i = 0; names[i]; i++) {
		const char *reason, *supply;
		const kv_index *index;

		if (names[i][0] == '\0')
			continue;
		index = kv_kernel_module(kernel, names[i], &reason, &supply);
		if (!index || kv_index_symbol_count(index) == 0)
			known = KV_UNKNOWN;
		else if (kv_index_exports(index, name))
			return KV_YES;
	}
	return known;
}
