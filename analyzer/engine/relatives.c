/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* The names that one system call's entries and bodies go by, over all architectures. */
static const char *const syscall_prefixes[] = {
	"__x64_sys_",
	"__ia32_sys_",
	"__x64_compat_sys_",
	"__ia32_compat_sys_",
	"__x32_compat_sys_",
	"__arm64_sys_",
	"__arm64_compat_sys_",
	"__s390x_sys_",
	"__s390_sys_",
	"__s390_compat_sys_",
	"__riscv_sys_",
	"__se_sys_",
	"__do_sys_",
	"__se_compat_sys_",
	"__do_compat_sys_",
	"compat_sys_",
	"sys_",
};

GPtrArray *kv_index_clones(const kv_index *index, const char *name)
{
	g_autofree char *prefix = g_strconcat(name, ".", NULL);
	kv_ids prefixed = kv_index_symbols_prefixed(index, prefix);
	GPtrArray *clones = g_ptr_array_new();

	for (uint32_t i = 0; i < prefixed.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, prefixed.id[i]);

		if (symbol->flags & KV_SYMBOL_TEXT &&
		    !strstr(kv_index_string(index, symbol->name), ".cold"))
			g_ptr_array_add(clones, (gpointer)symbol);
	}
	return clones;
}

/* The call that @name is an entry or body of, by its prefix; empty when it is none. */
static const char *syscall_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(syscall_prefixes); i++) {
		if (g_str_has_prefix(name, syscall_prefixes[i]))
			return name + strlen(syscall_prefixes[i]);
	}
	return "";
}

/* Calls without arguments have several names for one entry, and only one of them may be patched. */
static void add_address(GPtrArray *entries, const kv_symbol *symbol)
{
	for (guint i = 0; i < entries->len; i++) {
		const kv_symbol *known = g_ptr_array_index(entries, i);

		if (known->address == symbol->address)
			return;
	}
	g_ptr_array_add(entries, (gpointer)symbol);
}

GPtrArray *kv_index_syscall_entries(const kv_index *index, const char *name)
{
	const char *call = syscall_of(name);
	GPtrArray *entries = g_ptr_array_new();

	for (gsize i = 0; call[0] && i < G_N_ELEMENTS(syscall_prefixes); i++) {
		g_autofree char *entry = g_strconcat(syscall_prefixes[i], call, NULL);
		kv_ids named = kv_index_symbols_named(index, entry);

		for (uint32_t j = 0; j < named.count; j++)
			add_address(entries, kv_index_symbol(index, named.id[j]));
	}
	return entries;
}
