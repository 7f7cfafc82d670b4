/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/unpack.h"

#include <lzma.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/error.h"

/* Output space added whenever it runs out, at least; it doubles from there. */
#define FIRST_SPACE ((size_t)1 << 20)

/* zlib counts in unsigned int: larger input is handed over in pieces. */
#define PIECE ((size_t)1 << 30)

typedef struct {
	const uint8_t *in;
	size_t in_size, in_done;
	uint8_t *out;
	size_t out_size, out_done;
	uint64_t limit;
} unpack_stream;

typedef enum {
	STEP_MORE,
	STEP_END, /* all input was used and the last member is complete */
	STEP_DAMAGED,
} step;

/* Makes room for more output; false when the limit is reached. */
static bool stream_grow(unpack_stream *stream)
{
	size_t size = stream->out_size ? stream->out_size * 2 : FIRST_SPACE;

	if (stream->out_done < stream->out_size)
		return true;
	if (stream->out_size >= stream->limit)
		return false;
	stream->out_size = MIN(size, stream->limit);
	stream->out = g_realloc(stream->out, stream->out_size);
	return true;
}

static step gzip_step(void *state, unpack_stream *stream)
{
	z_stream *zlib = state;
	size_t in = MIN(stream->in_size - stream->in_done, PIECE);
	size_t out = MIN(stream->out_size - stream->out_done, PIECE);
	int result;

	zlib->next_in = (Bytef *)(uintptr_t)(stream->in + stream->in_done);
	zlib->avail_in = (uInt)in;
	zlib->next_out = stream->out + stream->out_done;
	zlib->avail_out = (uInt)out;
	result = inflate(zlib, Z_NO_FLUSH);
	stream->in_done += in - zlib->avail_in;
	stream->out_done += out - zlib->avail_out;

	if (result == Z_STREAM_END) {
		if (kv_packing_of(stream->in + stream->in_done,
				  stream->in_size - stream->in_done) != KV_PACKING_GZIP)
			return STEP_END;
		return inflateReset(zlib) == Z_OK ? STEP_MORE : STEP_DAMAGED;
	}
	if (result != Z_OK || (zlib->avail_out && stream->in_done == stream->in_size))
		return STEP_DAMAGED;
	return STEP_MORE;
}

static step xz_step(void *state, unpack_stream *stream)
{
	lzma_stream *lzma = state;
	lzma_ret result;

	lzma->next_in = stream->in + stream->in_done;
	lzma->avail_in = stream->in_size - stream->in_done;
	lzma->next_out = stream->out + stream->out_done;
	lzma->avail_out = stream->out_size - stream->out_done;
	result = lzma_code(lzma, LZMA_FINISH);
	stream->in_done = stream->in_size - lzma->avail_in;
	stream->out_done = stream->out_size - lzma->avail_out;

	if (result == LZMA_STREAM_END)
		return STEP_END;
	if (result != LZMA_OK || (lzma->avail_out && stream->in_done == stream->in_size))
		return STEP_DAMAGED;
	return STEP_MORE;
}

static step zstd_step(void *state, unpack_stream *stream)
{
	ZSTD_inBuffer in = {stream->in, stream->in_size, stream->in_done};
	ZSTD_outBuffer out = {stream->out, stream->out_size, stream->out_done};
	size_t left = ZSTD_decompressStream(state, &out, &in);

	stream->in_done = in.pos;
	stream->out_done = out.pos;
	if (ZSTD_isError(left))
		return STEP_DAMAGED;
	if (in.pos < in.size)
		return STEP_MORE;
	if (left == 0)
		return STEP_END;
	return out.pos == out.size ? STEP_MORE : STEP_DAMAGED;
}

typedef step (*step_function)(void *state, unpack_stream *stream);

static bool stream_run(unpack_stream *stream, step_function advance, void *state, const char *path,
		       GError **error)
{
	for (;;) {
		if (!stream_grow(stream)) {
			g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
				    "%s: unpacks to more than %" G_GUINT64_FORMAT
				    " bytes, which no kernel or module does",
				    path, stream->limit);
			return false;
		}
		switch (advance(state, stream)) {
		case STEP_MORE:
			break;
		case STEP_END:
			return true;
		case STEP_DAMAGED:
			g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
				    "%s: compressed data is damaged or truncated at offset %zu of "
				    "%zu: fetch or build the file again",
				    path, stream->in_done, stream->in_size);
			return false;
		}
	}
}

static bool unpack_gzip(unpack_stream *stream, const char *path, GError **error)
{
	z_stream zlib = {0};
	bool done;

	/* 16: expect a gzip header. */
	if (inflateInit2(&zlib, 16 + MAX_WBITS) != Z_OK) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot start zlib", path);
		return false;
	}
	done = stream_run(stream, gzip_step, &zlib, path, error);
	inflateEnd(&zlib);
	return done;
}

static bool unpack_xz(unpack_stream *stream, const char *path, GError **error)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	bool done;

	if (lzma_stream_decoder(&lzma, UINT64_MAX, LZMA_CONCATENATED) != LZMA_OK) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot start liblzma", path);
		return false;
	}
	done = stream_run(stream, xz_step, &lzma, path, error);
	lzma_end(&lzma);
	return done;
}

static bool unpack_zstd(unpack_stream *stream, const char *path, GError **error)
{
	ZSTD_DStream *zstd = ZSTD_createDStream();
	bool done;

	if (!zstd) {
		g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot start libzstd", path);
		return false;
	}
	done = stream_run(stream, zstd_step, zstd, path, error);
	ZSTD_freeDStream(zstd);
	return done;
}

static const struct {
	uint8_t magic[6];
	uint8_t magic_size;
	bool (*unpack)(unpack_stream *stream, const char *path, GError **error);
} formats[] = {
	[KV_PACKING_GZIP] = {{0x1f, 0x8b}, 2, unpack_gzip},
	[KV_PACKING_XZ] = {{0xfd, '7', 'z', 'X', 'Z', 0}, 6, unpack_xz},
	[KV_PACKING_ZSTD] = {{0x28, 0xb5, 0x2f, 0xfd}, 4, unpack_zstd},
};

kv_packing kv_packing_of(const uint8_t *data, size_t size)
{
	for (size_t i = KV_PACKING_GZIP; i < G_N_ELEMENTS(formats); i++) {
		if (size >= formats[i].magic_size &&
		    memcmp(data, formats[i].magic, formats[i].magic_size) == 0)
			return (kv_packing)i;
	}
	return KV_PACKING_NONE;
}

uint8_t *kv_unpack(kv_packing packing, const uint8_t *data, size_t size, uint64_t limit,
		   const char *path, size_t *unpacked_size, GError **error)
{
	unpack_stream stream = {.in = data, .in_size = size, .limit = limit};

	g_return_val_if_fail(packing != KV_PACKING_NONE, NULL);

	if (!formats[packing].unpack(&stream, path, error)) {
		g_free(stream.out);
		return NULL;
	}
	*unpacked_size = stream.out_done;
	return stream.out;
}
