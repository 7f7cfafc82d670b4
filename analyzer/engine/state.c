/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/state.h"

#include "engine/installed.h"
#include "engine/resolve.h"

void kv_check_begin(kv_check *check, const GPtrArray *previous, const kv_livepatch *livepatch,
		    kv_kernel *kernel)
{
	*check = (kv_check){
		.livepatch = livepatch,
		.kernel = kernel,
		.installed = kv_installed_after(previous),
		.emitted = g_array_new(FALSE, FALSE, sizeof(kv_emitted)),
		.not_checked = g_ptr_array_new_with_free_func((GDestroyNotify)kv_not_checked_free),
		.used_allowances = g_hash_table_new(g_direct_hash, g_direct_equal),
		.not_checked_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	kv_check_resolve(check);
}

void kv_check_end(kv_check *check)
{
	g_array_unref(check->installed);
	g_array_unref(check->emitted);
	g_ptr_array_unref(check->not_checked);
	g_hash_table_unref(check->used_allowances);
	g_hash_table_unref(check->not_checked_keys);
	g_hash_table_unref(check->addresses);
	g_hash_table_unref(check->sources);
	g_ptr_array_unref(check->entries);
	g_ptr_array_unref(check->companions);
}
