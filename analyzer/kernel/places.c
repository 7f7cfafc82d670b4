/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/places.h"

#include <string.h>
#include <sys/stat.h>

#include "base/names.h"
#include "kernel/root_path.h"

/*
 * Where kernels are installed, '@' standing for the release, a '*' at the end for a file that may
 * be compressed. Full images with debug information come before those without, what a package owns
 * before what somebody may have copied there, and a place before those that its path ends with too.
 */
static const char *const places[KV_PLACE_KINDS][16] = {
	[KV_PLACE_VMLINUX] =
		{
			/* Debian, Ubuntu */
			"usr/lib/debug/boot/vmlinux-@",
			/* Fedora, RHEL; with /usr merged */
			"usr/lib/debug/lib/modules/@/vmlinux",
			"usr/lib/debug/usr/lib/modules/@/vmlinux",
			/* built on this machine; Arch */
			"usr/lib/modules/@/build/vmlinux",
			"lib/modules/@/build/vmlinux",
			/* SUSE: debug information apart from the code */
			"usr/lib/debug/lib/modules/@/vmlinux.debug",
			"usr/lib/debug/usr/lib/modules/@/vmlinux.debug",
			"usr/lib/debug/boot/vmlinux-@.debug",
			/* without debug information */
			"boot/vmlinux-@*",
			"usr/lib/modules/@/vmlinux*",
			"lib/modules/@/vmlinux*",
			/* files that were copied into one folder */
			"vmlinux-@.debug",
			"vmlinux-@*",
		},
	[KV_PLACE_CONFIG] =
		{
			/* Debian, Ubuntu, RHEL, SUSE */
			"boot/config-@",
			/* Fedora, RHEL, SUSE */
			"lib/modules/@/config",
			"usr/lib/modules/@/config",
			/* built on this machine, or headers */
			"lib/modules/@/build/.config",
			"usr/lib/modules/@/build/.config",
			"usr/src/linux-headers-@/.config",
			"usr/src/kernels/@/.config",
			"lib/modules/@/build/include/config/auto.conf",
			"config-@",
		},
	[KV_PLACE_SYSTEM_MAP] =
		{
			/* Debian: the one in /boot is a stub */
			"usr/lib/debug/boot/System.map-@",
			"boot/System.map-@",
			/* Fedora, RHEL, SUSE */
			"lib/modules/@/System.map",
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

/* What a '*' at the end of a place may be. */
static const char *const packed_endings[] = {"", ".gz", ".xz", ".zst"};

static GFileTest expected_type(kv_place_kind kind)
{
	return kind == KV_PLACE_MODULES || kind == KV_PLACE_DEBUG_MODULES ? G_FILE_TEST_IS_DIR
									  : G_FILE_TEST_IS_REGULAR;
}

/* The text of @pattern, which ends at its '*', with @release in place of '@' and @ending behind. */
static char *pattern_fill(const char *pattern, const char *release, const char *ending)
{
	const char *at = strchr(pattern, '@');
	size_t rest = strcspn(at + 1, "*");

	return g_strdup_printf("%.*s%s%.*s%s", (int)(at - pattern), pattern, release, (int)rest,
			       at + 1, ending);
}

/* How many of packed_endings @pattern may end with. */
static size_t ending_count(const char *pattern)
{
	return g_str_has_suffix(pattern, "*") ? G_N_ELEMENTS(packed_endings) : 1;
}

GPtrArray *kv_places_describe(kv_place_kind kind, const char *release)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (const char *const *pattern = places[kind]; *pattern; pattern++)
		g_ptr_array_add(texts,
				pattern_fill(*pattern, release,
					     ending_count(*pattern) > 1 ? "[.gz|.xz|.zst]" : ""));
	return texts;
}

/* The folder of the place @pattern below @root, with no links in its path; NULL: not there. */
static char *pattern_folder(const char *pattern, const char *root, const char *release)
{
	g_autofree char *relative = pattern_fill(pattern, release, "");
	g_autofree char *folder = g_path_get_dirname(relative);

	return kv_root_path_resolve(root, folder);
}

/*
 * Adds the files or folders like @pattern that are there to @paths, unless they are among them.
 * Stops with true at the first that is @usable, if that is not NULL.
 */
static bool add_present(GPtrArray *paths, kv_place_kind kind, const char *root, const char *release,
			const char *pattern, bool (*usable)(const char *path))
{
	g_autofree char *folder = pattern_folder(pattern, root, release);

	for (size_t i = 0; folder && i < ending_count(pattern); i++) {
		g_autofree char *relative = pattern_fill(pattern, release, packed_endings[i]);
		g_autofree char *name = g_path_get_basename(relative);
		g_autofree char *entry = g_build_filename(folder, name, NULL);
		g_autofree char *path = NULL;
		struct stat status;

		if (lstat(entry, &status) < 0)
			continue;
		path = kv_root_path_resolve(root, relative);
		if (!path || !g_file_test(path, expected_type(kind)) ||
		    kv_names_contain(paths, path))
			continue;
		g_ptr_array_add(paths, g_steal_pointer(&path));
		if (usable && usable(g_ptr_array_index(paths, paths->len - 1)))
			return true;
	}
	return false;
}

GPtrArray *kv_places_present(kv_place_kind kind, const char *root, const char *release)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

	for (const char *const *pattern = places[kind]; *pattern; pattern++)
		add_present(paths, kind, root, release, *pattern, NULL);
	return paths;
}

char *kv_places_first(kv_place_kind kind, const char *root, const char *release,
		      bool (*usable)(const char *path))
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);

	for (const char *const *pattern = places[kind]; *pattern; pattern++) {
		if (add_present(paths, kind, root, release, *pattern, usable))
			return g_strdup(g_ptr_array_index(paths, paths->len - 1));
	}
	return NULL;
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
		.suffix_length = strcspn(at + 1, "/*"),
	};
}

/*
 * The release in the path component @name, which is like @part and may have @ending behind, or
 * NULL. A release begins with its version number.
 */
static char *release_in(const char *name, const release_component *part, const char *ending)
{
	size_t length = strlen(name), behind = part->suffix_length + strlen(ending);
	g_autofree char *release = NULL;

	if (length <= part->prefix_length + behind ||
	    strncmp(name, part->prefix, part->prefix_length) != 0 ||
	    strncmp(name + length - behind, part->suffix, part->suffix_length) != 0 ||
	    strcmp(name + length - strlen(ending), ending) != 0)
		return NULL;
	release = g_strndup(name + part->prefix_length, length - part->prefix_length - behind);
	return g_ascii_isdigit(release[0]) && !has_file_ending(release) ? g_steal_pointer(&release)
									: NULL;
}

/* Adds the release that @name, in the folder of the component @part of @pattern, stands for. */
static void add_release(GHashTable *releases, const char *root, const char *pattern,
			const release_component *part, const char *name)
{
	for (size_t i = 0; i < ending_count(pattern); i++) {
		/* An ending that follows behind a later component is no part of this one. */
		const char *ending = packed_endings[i];
		const char *own_ending = strchr(part->suffix, '/') ? "" : ending;
		g_autofree char *release = release_in(name, part, own_ending);
		g_autofree char *file = release ? pattern_fill(pattern, release, ending) : NULL;
		g_autofree char *path = file ? kv_root_path_resolve(root, file) : NULL;

		if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_hash_table_add(releases, g_steal_pointer(&release));
	}
}

/* Adds the releases of which there is a file like @pattern. */
static void add_releases(GHashTable *releases, const char *root, const char *pattern)
{
	release_component part = release_component_of(pattern);
	g_autofree char *relative = g_strndup(pattern, part.folder_length);
	g_autofree char *folder = kv_root_path_resolve(root, relative);
	g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		add_release(releases, root, pattern, &part, name);
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
	kv_names_sort(releases);
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

/* Matches the last components of @path with those of @pattern and @ending; see below. */
static bool split_by(const char *path, const char *pattern, const char *ending, char **root,
		     char **release)
{
	release_component part = release_component_of(pattern);
	guint count = 1, release_at = 0;
	g_autofree char *above = NULL, *found = NULL, *expected = NULL;
	g_auto(GStrv) have = NULL;

	for (const char *c = pattern; *c; c++)
		count += *c == '/';
	above = path_above(path, count);
	if (!above)
		return false;

	for (size_t i = 0; i < part.folder_length; i++)
		release_at += pattern[i] == '/';
	path += strcmp(above, "/") == 0 ? 1 : strlen(above) + 1;
	have = g_strsplit(path, "/", -1);
	found = release_in(have[release_at], &part, release_at + 1 == count ? ending : "");
	if (!found)
		return false;
	expected = pattern_fill(pattern, found, ending);
	if (strcmp(path, expected) != 0)
		return false;
	*root = g_steal_pointer(&above);
	*release = g_steal_pointer(&found);
	return true;
}

bool kv_places_split(const char *vmlinux, char **root, char **release)
{
	for (const char *const *pattern = places[KV_PLACE_VMLINUX]; *pattern; pattern++) {
		for (size_t i = 0; i < ending_count(*pattern); i++) {
			if (split_by(vmlinux, *pattern, packed_endings[i], root, release))
				return true;
		}
	}
	return false;
}
