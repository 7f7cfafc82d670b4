/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/limits.h"

#include <stdio.h>
#include <string.h>

/* KSYM_NAME_LEN of include/linux/kallsyms.h, newest first. */
static const struct {
	guint major, minor;
	guint limit;
} symbol_name_limits[] = {
	{6, 1, 512}, /* b8a94bfb3395: Rust's names are longer */
	{0, 0, 128},
};

/* MODULE_NAME_LEN of include/linux/module.h: 64 - sizeof(unsigned long), on every 64-bit kernel. */
enum { MODULE_NAME_LIMIT = 56 };

const char *kv_module_name_obstacle(const char *name)
{
	const char *suffix = strstr(name, ".ko");

	if (strcmp(name, "vmlinux") == 0)
		return "vmlinux is no module";
	if (strchr(name, '/'))
		return "it is a path";
	/* With what a compressed module has behind it; another dot may be part of a name. */
	if (suffix && (suffix[3] == '\0' || suffix[3] == '.'))
		return "it is a file name";
	if (strchr(name, '-'))
		return "module names have '_' where the file name has '-'";
	return strchr(name, ',') ? "module names have '_' where the file name has ','" : NULL;
}

static void set_assumed(bool *assumed, bool value)
{
	if (assumed)
		*assumed = value;
}

guint kv_index_symbol_name_limit(const kv_index *vmlinux, bool *assumed)
{
	guint known = kv_index_ksym_name_len(vmlinux), major, minor, i = 0;

	set_assumed(assumed, known == 0);
	if (known)
		return known;
	if (sscanf(kv_index_release(vmlinux), "%u.%u", &major, &minor) != 2)
		return symbol_name_limits[0].limit;

	while (major < symbol_name_limits[i].major ||
	       (major == symbol_name_limits[i].major && minor < symbol_name_limits[i].minor))
		i++;
	return symbol_name_limits[i].limit;
}

guint kv_index_module_name_limit(const kv_index *vmlinux, bool *assumed)
{
	guint known = kv_index_module_name_len(vmlinux);

	set_assumed(assumed, known == 0);
	return known ? known : MODULE_NAME_LIMIT;
}
