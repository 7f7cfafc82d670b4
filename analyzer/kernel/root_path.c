/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/root_path.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/*
 * As many symbolic links in one path as the kernel follows: MAXSYMLINKS of include/linux/namei.h.
 */
#define LINKS_MAX 40

/* Drops the last component of @path, never going above its first @base bytes. */
static void drop_component(GString *path, size_t base)
{
	const char *slash = strrchr(path->str + base, '/');

	g_string_truncate(path, slash ? (size_t)(slash - path->str) : base);
}

/*
 * Follows the link at @resolved, if it is one: @rest becomes its target and what was left to do.
 * False when there is nothing at @resolved.
 */
static gboolean follow_link(GString *resolved, size_t base, GString *rest, unsigned int *links)
{
	char target[PATH_MAX];
	ssize_t length = readlink(resolved->str, target, sizeof(target));

	if (length < 0)
		return errno == EINVAL; /* there, and no link */
	if ((size_t)length == sizeof(target) || ++*links > LINKS_MAX)
		return FALSE;
	if (length > 0 && target[0] == '/')
		g_string_truncate(resolved, base);
	else
		drop_component(resolved, base);
	g_string_prepend_c(rest, '/');
	g_string_prepend_len(rest, target, length);
	return rest->len < PATH_MAX;
}

char *kv_root_path_resolve(const char *root, const char *path)
{
	g_autoptr(GString) resolved = g_string_new(root);
	g_autoptr(GString) rest = g_string_new(path);
	unsigned int links = 0;
	size_t base;

	while (resolved->len > 0 && resolved->str[resolved->len - 1] == '/')
		g_string_truncate(resolved, resolved->len - 1);
	base = resolved->len;

	while (rest->len > 0) {
		size_t length = strcspn(rest->str, "/");
		g_autofree char *component = g_strndup(rest->str, length);

		g_string_erase(rest, 0, (gssize)(length + strspn(rest->str + length, "/")));
		if (length == 0 || strcmp(component, ".") == 0)
			continue;
		if (strcmp(component, "..") == 0) {
			drop_component(resolved, base);
			continue;
		}
		g_string_append_c(resolved, '/');
		g_string_append(resolved, component);
		if (!follow_link(resolved, base, rest, &links))
			return NULL;
	}
	if (resolved->len == 0)
		g_string_append_c(resolved, '/');
	return g_string_free(g_steal_pointer(&resolved), FALSE);
}
