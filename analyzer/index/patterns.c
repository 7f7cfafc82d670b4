/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/patterns.h"

#include <string.h>

const char *kv_syscall_name(const char *name)
{
	for (size_t i = 0; i < kv_syscall_prefixes_count; i++)
		if (g_str_has_prefix(name, kv_syscall_prefixes[i]))
			return name + strlen(kv_syscall_prefixes[i]);
	return NULL;
}

static const char *skip_mark(const char *call)
{
	for (size_t i = 0; i < kv_syscall_marks_count; i++) {
		size_t length = strlen(kv_syscall_marks[i]);

		if (strncmp(call, kv_syscall_marks[i], length) == 0 && call[length])
			return call + length;
	}
	return call;
}

char *kv_syscall_base(const char *name)
{
	const char *call = kv_syscall_name(name);

	call = skip_mark(call && call[0] ? call : name);
	for (size_t i = 0; i < kv_syscall_endings_count; i++) {
		const kv_syscall_ending_pattern *pattern = &kv_syscall_endings[i];
		size_t length = strlen(call), cut = strlen(pattern->ending);
		g_autofree char *stem = NULL;

		if (length < cut || strcmp(call + length - cut, pattern->ending) != 0)
			continue;
		stem = g_strndup(call, length - cut);
		if (stem[0] || pattern->plain[0])
			return g_strconcat(stem, pattern->plain, NULL);
	}
	return g_strdup(call);
}
