/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/places.h"

#include <string.h>

#include "kernel/root_path.h"

/*
 * Where kernels are installed, '@' standing for the release. Full images with debug information
 * come before those without, and what a distribution's own package owns before what somebody may
 * have copied there.
 */
static const char *const places[KV_PLACE_KINDS][24] = {
	[KV_PLACE_VMLINUX] =
		{
			"usr/lib/debug/boot/vmlinux-@",		   /* Debian, Ubuntu */
			"usr/lib/debug/lib/modules/@/vmlinux",	   /* Fedora, RHEL */
			"usr/lib/debug/usr/lib/modules/@/vmlinux", /* the same, /usr merged */
			"lib/modules/@/build/vmlinux",		   /* built on this machine, Arch */
			"usr/lib/modules/@/build/vmlinux",
			"lib/modules/@/vmlinux",
			"usr/lib/modules/@/vmlinux",
			"usr/lib/debug/lib/modules/@/vmlinux.debug", /* SUSE */
			"usr/lib/debug/usr/lib/modules/@/vmlinux.debug",
			"usr/lib/debug/boot/vmlinux-@.debug",
			"boot/vmlinux-@",
			"boot/vmlinux-@.gz", /* SUSE, without DWARF */
			"boot/vmlinux-@.xz",
			"boot/vmlinux-@.zst",
			"lib/modules/@/vmlinux.xz", /* SUSE, /usr merged */
			"lib/modules/@/vmlinux.zst",
			"usr/lib/modules/@/vmlinux.xz",
			"usr/lib/modules/@/vmlinux.zst",
			"vmlinux-@", /* files copied into one folder */
		},
	[KV_PLACE_CONFIG] =
		{
			"boot/config-@",	/* Debian, Ubuntu, RHEL, SUSE */
			"lib/modules/@/config", /* Fedora, RHEL, SUSE */
			"usr/lib/modules/@/config",
			"lib/modules/@/build/.config",
			"usr/src/linux-headers-@/.config", /* Debian, Ubuntu */
			"usr/src/kernels/@/.config",	   /* Fedora, RHEL */
			"lib/modules/@/build/include/config/auto.conf",
			"config-@",
		},
	[KV_PLACE_SYSTEM_MAP] =
		{
			"usr/lib/debug/boot/System.map-@", /* Debian: the one in /boot is a stub */
			"boot/System.map-@",
			"lib/modules/@/System.map", /* Fedora, RHEL, SUSE */
			"usr/lib/modules/@/System.map",
			"lib/modules/@/build/System.map",
			"System.map-@",
		},
	[KV_PLACE_MODULES] =
		{
			"lib/modules/@",
			"usr/lib/modules/@",
		},
	[KV_PLACE_DEBUG_MODULES] =
		{
			"usr/lib/debug/lib/modules/@",
			"usr/lib/debug/usr/lib/modules/@",
		},
};

static GFileTest expected_type(kv_place_kind kind)
{
	return kind == KV_PLACE_MODULES || kind == KV_PLACE_DEBUG_MODULES ? G_FILE_TEST_IS_DIR
									  : G_FILE_TEST_IS_REGULAR;
}

/* The text of @pattern with @release in place of '@'. */
static char *pattern_fill(const char *pattern, const char *release)
{
	const char *at = strchr(pattern, '@');

	return g_strdup_printf("%.*s%s%s", (int)(at - pattern), pattern, release, at + 1);
}

GPtrArray *kv_places_expected(kv_place_kind kind, const char *root, const char *release)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

	for (const char *const *pattern = places[kind]; *pattern; pattern++) {
		g_autofree char *relative = pattern_fill(*pattern, release);

		g_ptr_array_add(paths, g_build_filename(root, relative, NULL));
	}
	return paths;
}

GPtrArray *kv_places_present(kv_place_kind kind, const char *root, const char *release)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

	for (const char *const *pattern = places[kind]; *pattern; pattern++) {
		g_autofree char *relative = pattern_fill(*pattern, release);
		g_autofree char *path = kv_root_path_resolve(root, relative);

		if (path && g_file_test(path, expected_type(kind)) &&
		    !g_ptr_array_find_with_equal_func(paths, path, g_str_equal, NULL))
			g_ptr_array_add(paths, g_steal_pointer(&path));
	}
	return paths;
}

/* Endings that belong to the kind of file and not to the release before them. */
static bool has_file_ending(const char *release)
{
	static const char *const endings[] = {".gz", ".xz", ".zst", ".bz2", ".debug", ".old"};

	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		if (g_str_has_suffix(release, endings[i]))
			return true;
	}
	return false;
}

/*
 * The release that the path component @name stands for where the pattern has @prefix '@' @suffix
 * (@suffix ends at @suffix_length), or NULL. A release begins with its version number.
 */
static char *release_in(const char *name, const char *prefix, size_t prefix_length,
			const char *suffix, size_t suffix_length)
{
	size_t length = strlen(name);
	g_autofree char *release = NULL;

	if (length <= prefix_length + suffix_length || strncmp(name, prefix, prefix_length) != 0 ||
	    strncmp(name + length - suffix_length, suffix, suffix_length) != 0)
		return NULL;
	release = g_strndup(name + prefix_length, length - prefix_length - suffix_length);
	return g_ascii_isdigit(release[0]) && !has_file_ending(release) ? g_steal_pointer(&release)
									: NULL;
}

/* The component of a pattern that holds the release, taken apart. */
typedef struct {
	size_t folder_length;	     /* of the folders before it, with the slash */
	const char *prefix, *suffix; /* inside the component */
	size_t prefix_length, suffix_length;
} release_component;

static release_component release_component_of(const char *pattern)
{
	const char *at = strchr(pattern, '@'), *start = at;

	while (start > pattern && start[-1] != '/')
		start--;
	return (release_component){
		.folder_length = (size_t)(start - pattern),
		.prefix = start,
		.prefix_length = (size_t)(at - start),
		.suffix = at + 1,
		.suffix_length = strcspn(at + 1, "/"),
	};
}

static void add_releases(GHashTable *releases, const char *root, const char *pattern)
{
	release_component part = release_component_of(pattern);
	g_autofree char *relative = g_strndup(pattern, part.folder_length);
	g_autofree char *folder = kv_root_path_resolve(root, relative);
	g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *release = release_in(name, part.prefix, part.prefix_length,
						      part.suffix, part.suffix_length);
		g_autofree char *file = release ? pattern_fill(pattern, release) : NULL;
		g_autofree char *path = file ? kv_root_path_resolve(root, file) : NULL;

		if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_hash_table_add(releases, g_steal_pointer(&release));
	}
}

static gint compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *kv_places_releases(const char *root)
{
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *releases = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer release;

	for (const char *const *pattern = places[KV_PLACE_VMLINUX]; *pattern; pattern++)
		add_releases(found, root, *pattern);

	g_hash_table_iter_init(&iter, found);
	while (g_hash_table_iter_next(&iter, &release, NULL))
		g_ptr_array_add(releases, g_strdup(release));
	g_ptr_array_sort(releases, compare_strings);
	return releases;
}

/* What is left of @path without its last @count components, or NULL when it has fewer. */
static char *path_above(const char *path, guint count)
{
	const char *end = path + strlen(path);

	while (count-- > 0) {
		end = g_strrstr_len(path, end - path, "/");
		if (!end)
			return NULL;
	}
	return end == path ? g_strdup("/") : g_strndup(path, (gsize)(end - path));
}

/* Matches the last components of @path with those of @pattern; see kv_places_split(). */
static bool split_by(const char *path, const char *pattern, char **root, char **release)
{
	g_auto(GStrv) want = g_strsplit(pattern, "/", -1);
	guint count = g_strv_length(want);
	g_autofree char *above = path_above(path, count);
	g_autofree char *found = NULL;
	g_auto(GStrv) have = NULL;

	if (!above)
		return false;
	have = g_strsplit(path + (strcmp(above, "/") == 0 ? 1 : strlen(above) + 1), "/", -1);
	for (guint i = 0; i < count; i++) {
		const char *at = strchr(want[i], '@');

		if (!at && strcmp(have[i], want[i]) != 0)
			return false;
		if (!at)
			continue;
		found = release_in(have[i], want[i], (size_t)(at - want[i]), at + 1,
				   strlen(at + 1));
		if (!found)
			return false;
	}
	*root = g_steal_pointer(&above);
	*release = g_steal_pointer(&found);
	return true;
}

bool kv_places_split(const char *vmlinux, char **root, char **release)
{
	for (const char *const *pattern = places[KV_PLACE_VMLINUX]; *pattern; pattern++) {
		if (split_by(vmlinux, *pattern, root, release))
			return true;
	}
	return false;
}
