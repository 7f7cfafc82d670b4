/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "base/error.h"
#include "base/file.h"
#include "base/unpack.h"
#include "elf/elf.h"

/* A build-id is 20 bytes of SHA-1; a longer one than this is not worth a file name. */
#define BUILD_ID_LENGTH_MAX 128

/* What tells one state of an image file from another without reading it. */
typedef struct {
	char *build_id; /* NULL when it has none, or is compressed */
	uint64_t size;
	int64_t modified; /* ns */
} identity;

static void identity_clear(identity *image)
{
	g_free(image->build_id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(identity, identity_clear)

/* Whether the file begins like a compressed one; unpacking it just for its build-id takes long. */
static bool is_packed(int fd)
{
	uint8_t head[16];
	ssize_t size = pread(fd, head, sizeof(head), 0);

	return size > 0 && kv_packing_of(head, (size_t)size) != KV_PACKING_NONE;
}

static char *read_build_id(const char *path)
{
	g_autoptr(kv_file) file = kv_file_open(path, NULL);
	g_autoptr(kv_elf) elf = file ? kv_elf_open(file, NULL) : NULL;
	g_autofree char *build_id = elf ? kv_elf_build_id(elf) : NULL;

	return build_id && *build_id && strlen(build_id) <= BUILD_ID_LENGTH_MAX
		       ? g_steal_pointer(&build_id)
		       : NULL;
}

static gboolean identify(const char *path, identity *image, GError **error)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool packed;

	if (fd < 0 || fstat(fd, &status) < 0) {
		g_set_error(error, KV_ERROR, errno == ENOENT ? KV_ERROR_USAGE : KV_ERROR_SYSTEM,
			    "%s: cannot open: %s", path, g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	packed = is_packed(fd);
	close(fd);
	image->size = (uint64_t)status.st_size;
	image->modified = status.st_mtim.tv_sec * INT64_C(1000000000) + status.st_mtim.tv_nsec;
	image->build_id = packed ? NULL : read_build_id(path);
	return TRUE;
}

/* Where the index of the image @path is kept; without a build-id its state names it. */
static char *index_path(const char *folder, const char *path, const identity *image)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autofree char *state = NULL, *name = NULL;

	if (image->build_id) {
		name = g_strconcat(image->build_id, ".kvx", NULL);
	} else {
		state = g_strdup_printf("%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT, absolute,
					image->size, image->modified);
		name = g_strdup_printf("file-%016" G_GINT64_MODIFIER "x.kvx",
				       (guint64)XXH3_64bits(state, strlen(state)));
	}
	return g_build_filename(folder, name, NULL);
}

/* Whether @index was built from the file in this state. */
static bool fits(const kv_index *index, const identity *image)
{
	return kv_index_source_size(index) == image->size &&
	       kv_index_source_modified(index) == image->modified &&
	       (!image->build_id || strcmp(kv_index_build_id(index), image->build_id) == 0);
}

static void keep(const char *folder, const char *path, const char *image, GBytes *bytes,
		 GPtrArray *warnings)
{
	g_autoptr(GError) error = NULL;

	if (g_mkdir_with_parents(folder, 0700) < 0)
		g_set_error(&error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot create the folder: %s",
			    folder, g_strerror(errno));
	else
		kv_index_write_file(path, bytes, &error);
	if (error)
		g_ptr_array_add(warnings,
				g_strdup_printf("the index of %s is not kept and will be built "
						"again next time: %s",
						image, error->message));
}

static kv_index *build(const char *path, kv_image_kind kind, const char *folder, const char *kept,
		       void (*progress)(const char *what), GPtrArray *warnings, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;

	if (progress) {
		g_autofree char *what = g_strdup_printf("indexing %s", path);

		progress(what);
	}
	bytes = kv_index_build(path, kind, error);
	if (!bytes)
		return NULL;
	keep(folder, kept, path, bytes, warnings);
	return kv_index_from_bytes(kept, g_steal_pointer(&bytes), error);
}

static char *cache_folder(const char *cache_dir)
{
	return cache_dir ? g_strdup(cache_dir)
			 : g_build_filename(g_get_user_cache_dir(), "klpvet", NULL);
}

char *kv_cache_path(const char *cache_dir, const char *path, GError **error)
{
	g_autofree char *folder = cache_folder(cache_dir);
	g_auto(identity) image = {0};

	return identify(path, &image, error) ? index_path(folder, path, &image) : NULL;
}

kv_index *kv_cache_index(const char *cache_dir, const char *path, kv_image_kind kind,
			 void (*progress)(const char *what), GPtrArray *warnings, GError **error)
{
	g_autofree char *folder = cache_folder(cache_dir);
	g_auto(identity) image = {0};
	g_autofree char *kept = NULL;
	g_autoptr(kv_index) index = NULL;

	if (!identify(path, &image, error))
		return NULL;
	kept = index_path(folder, path, &image);
	/* One that is missing, damaged or of another version is simply built again. */
	index = kv_index_open(kept, NULL);
	if (index && fits(index, &image))
		return g_steal_pointer(&index);
	return build(path, kind, folder, kept, progress, warnings, error);
}
