/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_PARSE_H
#define KV_SOURCE_PARSE_H

#include "source/facts.h"

/*
 * What stands between klpvet and its front end for C, which is a module of its own: only it is
 * linked with libclang, and it is loaded only when there is C source to be read.
 */

typedef struct kv_parse_request {
	const char *path;	  /* of the .c file */
	const char *home;	  /* real path of the folder whose files are the livepatch's own */
	const char *const *flags; /* for the compiler, already found harmless; ends with NULL */
	const char *const *roots; /* real paths of folders that headers may come from; likewise */
	uint8_t headers;	  /* kv_header_kind */
	const char *headers_origin;
} kv_parse_request;

/* The most that one file may give, so that no source can fill the memory. */
#define KV_PARSE_ELEMENTS_MAX 4000000

/*
 * Reads one C file. Errors in it become diagnostics of the unit. KV_ERROR_INPUT when it includes a
 * file outside home and roots, or is larger than klpvet reads; KV_ERROR_SYSTEM when libclang fails.
 */
typedef kv_c_unit *kv_parse_function(const kv_parse_request *request, GError **error);

#define KV_PARSE_SYMBOL "kv_source_parse"
kv_parse_function kv_source_parse;

#endif
