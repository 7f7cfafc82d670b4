/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <xxhash.h>

#include "base/error.h"
#include "indexer/image.h"

/* A build-id is 20 bytes of SHA-1; a longer one than this is not worth a file name. */
#define BUILD_ID_LENGTH_MAX 128

/* What tells one state of a file from another without reading it. */
typedef struct {
	uint64_t size;
	int64_t modified; /* ns */
} file_state;

typedef struct {
	char *build_id; /* NULL when it has none, or is compressed */
	file_state image, half;
} identity;

static void identity_clear(identity *files)
{
	g_free(files->build_id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(identity, identity_clear)

static char *usable_build_id(const char *path)
{
	g_autofree char *build_id = kv_image_build_id(path);

	return build_id && *build_id && strlen(build_id) <= BUILD_ID_LENGTH_MAX
		       ? g_steal_pointer(&build_id)
		       : NULL;
}

static gboolean read_state(const char *path, file_state *state, GError **error)
{
	struct stat status;

	if (stat(path, &status) < 0) {
		g_set_error(error, KV_ERROR, errno == ENOENT ? KV_ERROR_USAGE : KV_ERROR_SYSTEM,
			    "%s: cannot open: %s", path, g_strerror(errno));
		return FALSE;
	}
	state->size = (uint64_t)status.st_size;
	state->modified = status.st_mtim.tv_sec * INT64_C(1000000000) + status.st_mtim.tv_nsec;
	return TRUE;
}

static gboolean identify(const char *path, const char *half, identity *files, GError **error)
{
	if (!read_state(path, &files->image, error) ||
	    (half && !read_state(half, &files->half, error)))
		return FALSE;
	files->build_id = usable_build_id(path);
	/* Of a compressed image the debug information tells it: both are of one build. */
	if (!files->build_id && half)
		files->build_id = usable_build_id(half);
	return TRUE;
}

/* Where the index of the image @path is kept; without a build-id its state names it. */
static char *index_path(const char *folder, const char *path, const identity *files)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autofree char *state = NULL, *name = NULL;

	if (files->build_id) {
		name = g_strconcat(files->build_id, ".kvx", NULL);
	} else {
		state = g_strdup_printf("%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT, absolute,
					files->image.size, files->image.modified);
		name = g_strdup_printf("file-%016" G_GINT64_MODIFIER "x.kvx",
				       (guint64)XXH3_64bits(state, strlen(state)));
	}
	return g_build_filename(folder, name, NULL);
}

/* Whether @index was built from the files in this state. */
static bool fits(const kv_index *index, const identity *files)
{
	return kv_index_source_size(index) == files->image.size &&
	       kv_index_source_modified(index) == files->image.modified &&
	       kv_index_half_size(index) == files->half.size &&
	       kv_index_half_modified(index) == files->half.modified &&
	       (!files->build_id || strcmp(kv_index_build_id(index), files->build_id) == 0);
}

gboolean kv_cache_keep(const char *path, GBytes *bytes, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);

	if (g_mkdir_with_parents(folder, 0700) < 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot create the folder: %s",
			    folder, g_strerror(errno));
		return FALSE;
	}
	return kv_index_write_file(path, bytes, error);
}

static void keep(const char *path, const char *image, GBytes *bytes, GPtrArray *warnings)
{
	g_autoptr(GError) error = NULL;

	if (!kv_cache_keep(path, bytes, &error))
		g_ptr_array_add(warnings,
				g_strdup_printf("the index of %s is not kept and will be built "
						"again next time: %s",
						image, error->message));
}

static kv_index *build(const char *path, const char *half, kv_object_kind kind, const char *kept,
		       void (*progress)(const char *what), GPtrArray *warnings, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	if (progress) {
		g_autofree char *what = g_strdup_printf("indexing %s", path);

		progress(what);
	}
	bytes = kv_index_build(path, half, kind, error);
	if (!bytes)
		return NULL;
	keep(kept, path, bytes, warnings);
	return kv_index_from_bytes(kept, g_steal_pointer(&bytes), error);
}

char *kv_cache_home(void)
{
	const char *folder = g_get_user_cache_dir();

	/*
	 * "If [...] a relative path [...] consider the path invalid and ignore it": GLib does not.
	 */
	if (g_path_is_absolute(folder))
		return g_build_filename(folder, "klpvet", NULL);
	return g_build_filename(g_get_home_dir(), ".cache", "klpvet", NULL);
}

char *kv_cache_folder(const char *cache_dir)
{
	return cache_dir ? g_strdup(cache_dir) : kv_cache_home();
}

char *kv_cache_path(const char *cache_dir, const char *path, const char *half, GError **error)
{
	g_autofree char *folder = kv_cache_folder(cache_dir);
	g_auto(identity) files = {0};

	return identify(path, half, &files, error) ? index_path(folder, path, &files) : NULL;
}

kv_index *kv_cache_index(const char *cache_dir, const char *path, const char *half,
			 kv_object_kind kind, void (*progress)(const char *what),
			 GPtrArray *warnings, GError **error)
{
	g_autofree char *folder = kv_cache_folder(cache_dir);
	g_auto(identity) files = {0};
	g_autofree char *kept = NULL;
	g_autoptr(kv_index) index = NULL;

	if (!identify(path, half, &files, error))
		return NULL;
	kept = index_path(folder, path, &files);
	/* One that is missing, damaged or of another version is simply built again. */
	index = kv_index_open(kept, NULL);
	if (index && fits(index, &files))
		return g_steal_pointer(&index);
	return build(path, half, kind, kept, progress, warnings, error);
}
