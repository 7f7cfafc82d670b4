/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/unpack.h"

struct kv_file {
	gatomicrefcount references;
	char *path;
	int fd; /* of a mapped file; -1 when the bytes are in memory only */
	uint8_t *data;
	size_t size;
	bool mapped;
	uint64_t disk_size;
	int64_t modified;
};

static kv_file *file_new(const char *path)
{
	kv_file *file = g_new0(kv_file, 1);

	g_atomic_ref_count_init(&file->references);
	file->path = g_strdup(path);
	file->fd = -1;
	return file;
}

kv_file *kv_file_ref(kv_file *file)
{
	g_atomic_ref_count_inc(&file->references);
	return file;
}

static void file_release_data(kv_file *file)
{
	if (file->mapped)
		munmap(file->data, file->size);
	else
		g_free(file->data);
	if (file->fd >= 0)
		close(file->fd);
}

void kv_file_unref(kv_file *file)
{
	if (!file || !g_atomic_ref_count_dec(&file->references))
		return;
	file_release_data(file);
	g_free(file->path);
	g_free(file);
}

static bool file_stat(kv_file *file, GError **error)
{
	struct stat status;

	if (fstat(file->fd, &status) < 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot stat: %s", file->path,
			    g_strerror(errno));
		return false;
	}
	if (!S_ISREG(status.st_mode)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: not a regular file%s", file->path,
			    S_ISDIR(status.st_mode) ? " but a directory" : "");
		return false;
	}
	file->disk_size = (uint64_t)status.st_size;
	file->modified = status.st_mtim.tv_sec * INT64_C(1000000000) + status.st_mtim.tv_nsec;
	return true;
}

static bool file_map(kv_file *file, GError **error)
{
	void *data;

	file->size = file->disk_size;
	if (file->size == 0)
		return true;

	data = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, file->fd, 0);
	if (data == MAP_FAILED) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot map: %s", file->path,
			    g_strerror(errno));
		return false;
	}
	file->data = data;
	file->mapped = true;
	return true;
}

/*
 * Files in /proc claim to be empty and cannot be mapped (/proc/kallsyms, /proc/config.gz): they
 * are read instead.
 */
static bool file_read_unsized(kv_file *file, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	uint8_t chunk[65536];
	ssize_t got;

	while ((got = read(file->fd, chunk, sizeof(chunk))) > 0 || (got < 0 && errno == EINTR)) {
		if (got > 0)
			g_byte_array_append(bytes, chunk, (guint)got);
	}
	if (got < 0) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot read: %s", file->path,
			    g_strerror(errno));
		return false;
	}
	file->size = bytes->len;
	file->data = g_byte_array_free(g_steal_pointer(&bytes), FALSE);
	return true;
}

static bool file_unpack(kv_file *file, GError **error)
{
	kv_packing packing = kv_packing_of(file->data, file->size);
	size_t size;
	uint8_t *data;

	if (packing == KV_PACKING_NONE)
		return true;

	data = kv_unpack(packing, file->data, file->size, KV_FILE_UNPACKED_MAX, file->path, &size,
			 error);
	if (!data)
		return false;
	file_release_data(file);
	file->fd = -1;
	file->mapped = false;
	file->data = data;
	file->size = size;
	return true;
}

kv_file *kv_file_open(const char *path, GError **error)
{
	g_autoptr(kv_file) file = file_new(path);

	/* O_NONBLOCK: opening a FIFO must not wait for a writer; it is refused right after. */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file->fd < 0) {
		bool absent = errno == ENOENT || errno == ENOTDIR;

		g_set_error(error, KV_ERROR, absent ? KV_ERROR_USAGE : KV_ERROR_SYSTEM,
			    "%s: cannot open: %s", path, g_strerror(errno));
		return NULL;
	}
	if (!file_stat(file, error))
		return NULL;
	if (!(file->disk_size ? file_map(file, error) : file_read_unsized(file, error)))
		return NULL;
	if (!file_unpack(file, error))
		return NULL;
	return g_steal_pointer(&file);
}

kv_file *kv_file_from_memory(const char *path, const void *data, size_t size)
{
	kv_file *file = file_new(path);

	file->data = g_memdup2(data, size);
	file->size = size;
	return file;
}

const char *kv_file_path(const kv_file *file)
{
	return file->path;
}

const uint8_t *kv_file_data(const kv_file *file)
{
	return file->data;
}

size_t kv_file_size(const kv_file *file)
{
	return file->size;
}

uint64_t kv_file_disk_size(const kv_file *file)
{
	return file->disk_size;
}

int64_t kv_file_modified(const kv_file *file)
{
	return file->modified;
}

static int descriptor_of_memory(const kv_file *file, GError **error)
{
	int fd = memfd_create("klpvet", MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < file->size) {
		ssize_t written = write(fd, file->data + done, file->size - done);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			int saved = errno;

			close(fd);
			errno = saved;
			fd = -1;
			break;
		}
		done += (size_t)written;
	}
	if (fd < 0)
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM,
			    "%s: cannot hold its contents in memory: %s", file->path,
			    g_strerror(errno));
	return fd;
}

int kv_file_descriptor(const kv_file *file, GError **error)
{
	g_autofree char *self = NULL;
	int fd;

	if (file->fd < 0)
		return descriptor_of_memory(file, error);

	/* Reopened rather than duplicated: a duplicate would share the file offset. */
	self = g_strdup_printf("/proc/self/fd/%d", file->fd);
	fd = open(self, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = dup(file->fd);
	if (fd < 0)
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot open again: %s",
			    file->path, g_strerror(errno));
	return fd;
}
