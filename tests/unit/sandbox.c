/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sandbox.h"

#include <lzma.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

/* Runs "@command @path", which must succeed. */
static void run(const char *command, const char *path)
{
	g_autofree char *quoted = g_shell_quote(path);
	g_autofree char *line = g_strdup_printf("%s %s", command, quoted);
	g_autoptr(GError) error = NULL;
	int status;

	g_spawn_command_line_sync(line, NULL, NULL, &status, &error);
	g_assert_no_error(error);
	g_spawn_check_wait_status(status, &error);
	g_assert_no_error(error);
}

void sandbox_clear(sandbox *folder)
{
	run("rm -rf --", *folder);
	g_free(*folder);
}

sandbox sandbox_new(void)
{
	g_autoptr(GError) error = NULL;
	char *folder = g_dir_make_tmp("klpvet-test-XXXXXX", &error);

	g_assert_no_error(error);
	return folder;
}

const char *sandbox_path(sandbox folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_intern_string(path);
}

static const char *path_with_folders(sandbox folder, const char *name)
{
	const char *path = sandbox_path(folder, name);
	g_autofree char *above = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(above, 0755), ==, 0);
	return path;
}

static const char *write_data(sandbox folder, const char *name, const char *data, gssize size)
{
	const char *path = path_with_folders(folder, name);
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, data, size, &error);
	g_assert_no_error(error);
	return path;
}

const char *sandbox_write(sandbox folder, const char *name, const char *text)
{
	return write_data(folder, name, text, -1);
}

const char *sandbox_write_bytes(sandbox folder, const char *name, const GByteArray *bytes)
{
	return write_data(folder, name, (const char *)bytes->data, bytes->len);
}

const char *sandbox_link(sandbox folder, const char *name, const char *target)
{
	const char *path = path_with_folders(folder, name);

	g_assert_cmpint(symlink(target, path), ==, 0);
	return path;
}

static gsize pack_gzip(const char *data, gsize size, GByteArray *packed)
{
	z_stream stream = {.next_in = (Bytef *)data, .avail_in = (uInt)size};
	gsize made;

	/* 16 asks for a gzip header (zlib.h, deflateInit2()). */
	g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==,
			Z_OK);
	stream.next_out = packed->data;
	stream.avail_out = packed->len;
	g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
	made = stream.total_out;
	deflateEnd(&stream);
	return made;
}

static gsize pack_xz(const char *data, gsize size, GByteArray *packed)
{
	size_t made = 0;

	g_assert_cmpint(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, NULL, (const uint8_t *)data,
						size, packed->data, &made, packed->len),
			==, LZMA_OK);
	return made;
}

static gsize pack_zstd(const char *data, gsize size, GByteArray *packed)
{
	size_t made = ZSTD_compress(packed->data, packed->len, data, size, 3);

	g_assert_false(ZSTD_isError(made));
	return made;
}

const char *sandbox_pack(sandbox folder, const char *name, const char *ending)
{
	g_autofree char *data = NULL, *packed_name = g_strconcat(name, ending, NULL);
	g_autoptr(GByteArray) packed = g_byte_array_new();
	gsize size;

	g_assert_true(g_file_get_contents(sandbox_path(folder, name), &data, &size, NULL));
	g_byte_array_set_size(packed, (guint)size + 65536);
	if (g_str_equal(ending, ".gz"))
		size = pack_gzip(data, size, packed);
	else if (g_str_equal(ending, ".xz"))
		size = pack_xz(data, size, packed);
	else
		size = pack_zstd(data, size, packed);
	g_byte_array_set_size(packed, (guint)size);
	unlink(sandbox_path(folder, name));
	return sandbox_write_bytes(folder, packed_name, packed);
}
