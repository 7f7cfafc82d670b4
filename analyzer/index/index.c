/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/index.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "index/format.h"

const uint32_t kv_index_record_sizes[KV_TABLE_COUNT] = {
#define SIZE(id, member, type, ...) [KV_TABLE_##id] = sizeof(type),
	KV_INDEX_TABLES(SIZE)
	[KV_TABLE_STRINGS] = 1,
};

typedef struct {
	void *address;
	size_t size;
} mapping;

static void mapping_free(gpointer data)
{
	mapping *map = data;

	munmap(map->address, map->size);
	g_free(map);
}

static gboolean fail_system(const char *path, const char *what, GError **error)
{
	g_set_error(error, KV_ERROR, errno == ENOENT ? KV_ERROR_USAGE : KV_ERROR_SYSTEM,
		    "%s: cannot %s the index: %s", path, what, g_strerror(errno));
	return FALSE;
}

static gboolean map_descriptor(const char *path, int descriptor, GBytes **bytes, GError **error)
{
	struct stat status;
	void *address;
	mapping *map;

	if (fstat(descriptor, &status) < 0)
		return fail_system(path, "read", error);
	if (!S_ISREG(status.st_mode)) {
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE, "%s: not a regular file", path);
		return FALSE;
	}
	if (status.st_size == 0) {
		*bytes = g_bytes_new_static("", 0);
		return TRUE;
	}

	address = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
	if (address == MAP_FAILED)
		return fail_system(path, "map", error);
	map = g_new(mapping, 1);
	*map = (mapping){.address = address, .size = (size_t)status.st_size};
	*bytes = g_bytes_new_with_free_func(address, map->size, mapping_free, map);
	return TRUE;
}

kv_index *kv_index_open(const char *path, GError **error)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer; it is refused right after. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	GBytes *bytes = NULL;
	gboolean mapped;

	if (descriptor < 0) {
		fail_system(path, "open", error);
		return NULL;
	}
	mapped = map_descriptor(path, descriptor, &bytes, error);
	close(descriptor);
	return mapped ? kv_index_from_bytes(path, bytes, error) : NULL;
}

static const void *table_at(const kv_index_header *header, kv_index_table_id table)
{
	return (const uint8_t *)header + header->tables[table].offset;
}

kv_index *kv_index_from_bytes(const char *path, GBytes *bytes, GError **error)
{
	g_autoptr(GBytes) owned = bytes;
	const kv_index_header *header;
	kv_index *index;
	gsize size;
	const uint8_t *data = g_bytes_get_data(owned, &size);

	if (!kv_index_verify(path, data, size, error))
		return NULL;

	header = (const kv_index_header *)data;
	index = g_new0(kv_index, 1);
	*index = (kv_index){
		.bytes = g_steal_pointer(&owned),
		.header = header,
#define POINTER(id, member, ...) .member = table_at(header, KV_TABLE_##id),
		KV_INDEX_TABLES(POINTER)
		.strings = table_at(header, KV_TABLE_STRINGS),
	};
	for (int table = 0; table < KV_TABLE_COUNT; table++)
		index->counts[table] = (uint32_t)header->tables[table].count;
	return index;
}

void kv_index_free(kv_index *index)
{
	if (!index)
		return;
	g_bytes_unref(index->bytes);
	g_free(index);
}

void kv_index_count(const kv_index *index, kv_index_counted visit, gpointer data)
{
	static const char *const titles[KV_TABLE_STRINGS] = {
#define TITLE(id, member, type, part, title, ...) [KV_TABLE_##id] = title,
		KV_INDEX_TABLES(TITLE)
	};

	for (int table = 0; table < KV_TABLE_STRINGS; table++)
		if (titles[table])
			visit(titles[table], index->counts[table], data);
}
