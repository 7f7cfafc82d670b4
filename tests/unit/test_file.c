/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <glib/gstdio.h>
#include <lzma.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/unpack.h"

#define PLAIN_SIZE 300000

typedef struct {
	char *folder;
	char *path;
	uint8_t plain[PLAIN_SIZE];
} test_files;

static void set_up(test_files *fixture, gconstpointer unused)
{
	fixture->folder = g_dir_make_tmp("klpvet-test-XXXXXX", NULL);
	fixture->path = g_build_filename(fixture->folder, "file", NULL);
	for (size_t i = 0; i < PLAIN_SIZE; i++)
		fixture->plain[i] = (uint8_t)(i * i >> 7);
}

static void tear_down(test_files *fixture, gconstpointer unused)
{
	g_unlink(fixture->path);
	g_rmdir(fixture->folder);
	g_free(fixture->path);
	g_free(fixture->folder);
}

static GByteArray *pack_gzip(const uint8_t *data, size_t size)
{
	GByteArray *packed = g_byte_array_new();
	z_stream zlib = {0};

	g_byte_array_set_size(packed, (guint)size + 1000);
	g_assert_cmpint(deflateInit2(&zlib, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
			==, Z_OK);
	zlib.next_in = (Bytef *)(uintptr_t)data;
	zlib.avail_in = (uInt)size;
	zlib.next_out = packed->data;
	zlib.avail_out = packed->len;
	g_assert_cmpint(deflate(&zlib, Z_FINISH), ==, Z_STREAM_END);
	g_byte_array_set_size(packed, (guint)zlib.total_out);
	deflateEnd(&zlib);
	return packed;
}

static GByteArray *pack_xz(const uint8_t *data, size_t size)
{
	GByteArray *packed = g_byte_array_new();
	size_t used = 0;

	g_byte_array_set_size(packed, (guint)lzma_stream_buffer_bound(size));
	g_assert_cmpint(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, data, size, packed->data,
						&used, packed->len),
			==, LZMA_OK);
	g_byte_array_set_size(packed, (guint)used);
	return packed;
}

static GByteArray *pack_zstd(const uint8_t *data, size_t size)
{
	GByteArray *packed = g_byte_array_new();
	size_t used;

	g_byte_array_set_size(packed, (guint)ZSTD_compressBound(size));
	used = ZSTD_compress(packed->data, packed->len, data, size, 1);
	g_assert_false(ZSTD_isError(used));
	g_byte_array_set_size(packed, (guint)used);
	return packed;
}

typedef GByteArray *(*packer)(const uint8_t *data, size_t size);
static const packer packers[] = {pack_gzip, pack_xz, pack_zstd};

static void write_bytes(const char *path, const void *data, size_t size)
{
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, data, (gssize)size, &error);
	g_assert_no_error(error);
}

static void assert_holds(const char *path, const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = kv_file_open(path, &error);
	uint8_t head[16];
	int fd;

	g_assert_no_error(error);
	g_assert_cmpmem(kv_file_data(file), kv_file_size(file), data, size);
	fd = kv_file_descriptor(file, &error);
	g_assert_no_error(error);
	g_assert_cmpint(pread(fd, head, sizeof(head), 0), ==, sizeof(head));
	g_assert_cmpmem(head, sizeof(head), data, sizeof(head));
	close(fd);
}

static void test_plain(test_files *fixture, gconstpointer unused)
{
	write_bytes(fixture->path, fixture->plain, PLAIN_SIZE);
	assert_holds(fixture->path, fixture->plain, PLAIN_SIZE);
}

static void test_packed(test_files *fixture, gconstpointer unused)
{
	for (size_t i = 0; i < G_N_ELEMENTS(packers); i++) {
		g_autoptr(GByteArray) packed = packers[i](fixture->plain, PLAIN_SIZE);

		write_bytes(fixture->path, packed->data, packed->len);
		assert_holds(fixture->path, fixture->plain, PLAIN_SIZE);
	}
}

/* RFC 1952 section 2.2 and its like in xz and zstd: members may follow each other. */
static void test_concatenated(test_files *fixture, gconstpointer unused)
{
	for (size_t i = 0; i < G_N_ELEMENTS(packers); i++) {
		g_autoptr(GByteArray) packed = packers[i](fixture->plain, PLAIN_SIZE / 2);
		g_autoptr(GByteArray) rest =
			packers[i](fixture->plain + PLAIN_SIZE / 2, PLAIN_SIZE - PLAIN_SIZE / 2);

		g_byte_array_append(packed, rest->data, rest->len);
		write_bytes(fixture->path, packed->data, packed->len);
		assert_holds(fixture->path, fixture->plain, PLAIN_SIZE);
	}
}

static void test_truncated(test_files *fixture, gconstpointer unused)
{
	for (size_t i = 0; i < G_N_ELEMENTS(packers); i++) {
		g_autoptr(GByteArray) packed = packers[i](fixture->plain, PLAIN_SIZE);

		for (size_t size = 8; size < packed->len; size += packed->len / 7 + 1) {
			g_autoptr(GError) error = NULL;

			write_bytes(fixture->path, packed->data, size);
			g_assert_null(kv_file_open(fixture->path, &error));
			g_assert_error(error, KV_ERROR, KV_ERROR_INPUT);
			g_assert_nonnull(strstr(error->message, fixture->path));
		}
	}
}

static void test_limit(test_files *fixture, gconstpointer unused)
{
	for (size_t i = 0; i < G_N_ELEMENTS(packers); i++) {
		g_autoptr(GByteArray) packed = packers[i](fixture->plain, PLAIN_SIZE);
		kv_packing packing = kv_packing_of(packed->data, packed->len);
		g_autoptr(GError) error = NULL;
		size_t size = 1;

		g_assert_null(kv_unpack(packing, packed->data, packed->len, PLAIN_SIZE / 2, "bomb",
					&size, &error));
		g_assert_error(error, KV_ERROR, KV_ERROR_INPUT);
		g_assert_cmpuint(size, ==, 1);
	}
}

static void assert_refused(const char *path, kv_error_code code)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kv_file_open(path, &error));
	g_assert_error(error, KV_ERROR, (int)code);
}

static void test_refused(test_files *fixture, gconstpointer unused)
{
	assert_refused(fixture->path, KV_ERROR_USAGE);
	assert_refused(fixture->folder, KV_ERROR_USAGE);
	g_assert_cmpint(mkfifo(fixture->path, 0600), ==, 0);
	assert_refused(fixture->path, KV_ERROR_USAGE);
}

static void test_empty_and_unsized(test_files *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) empty = NULL;
	g_autoptr(kv_file) status = NULL;

	write_bytes(fixture->path, "", 0);
	empty = kv_file_open(fixture->path, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(kv_file_size(empty), ==, 0);

	status = kv_file_open("/proc/self/status", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(kv_file_size(status), >, 5);
	g_assert_cmpint(memcmp(kv_file_data(status), "Name:", 5), ==, 0);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(test_files *, gconstpointer);
	} tests[] = {
		{"/file/plain", test_plain},
		{"/file/packed", test_packed},
		{"/file/concatenated", test_concatenated},
		{"/file/truncated", test_truncated},
		{"/file/limit", test_limit},
		{"/file/refused", test_refused},
		{"/file/empty-and-unsized", test_empty_and_unsized},
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, test_files, NULL, set_up, tests[i].run, tear_down);
	return g_test_run();
}
