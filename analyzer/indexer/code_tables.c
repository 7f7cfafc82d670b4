/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_tables.h"

/* Names of structures and members, mostly: some thousands. */
#define STRINGS_EXPECTED 4096

kv_code_tables *kv_code_tables_new(void)
{
	kv_code_tables *tables = g_new0(kv_code_tables, 1);

	tables->pieces = g_array_new(FALSE, FALSE, sizeof(kv_piece));
	tables->calls = g_array_new(FALSE, FALSE, sizeof(kv_code_edge));
	tables->pointers = g_array_new(FALSE, FALSE, sizeof(kv_pointer));
	tables->syscalls = g_array_new(FALSE, FALSE, sizeof(kv_syscall));
	tables->threads = g_array_new(FALSE, FALSE, sizeof(kv_thread));
	tables->loops = g_array_new(FALSE, FALSE, sizeof(kv_loop));
	tables->strings = kv_strings_new(STRINGS_EXPECTED);
	return tables;
}

void kv_code_tables_free(kv_code_tables *tables)
{
	if (!tables)
		return;
	g_array_unref(tables->pieces);
	g_array_unref(tables->calls);
	g_array_unref(tables->pointers);
	g_array_unref(tables->syscalls);
	g_array_unref(tables->threads);
	g_array_unref(tables->loops);
	kv_strings_free(tables->strings);
	g_free(tables);
}

uint32_t kv_code_tables_string(kv_code_tables *tables, const char *text)
{
	return kv_strings_add(tables->strings, text);
}

const char *kv_code_tables_text(const kv_code_tables *tables, uint32_t string)
{
	const GByteArray *bytes = kv_strings_bytes(tables->strings);

	return bytes && string < bytes->len ? (const char *)bytes->data + string : "";
}
