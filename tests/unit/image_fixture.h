/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_TESTS_IMAGE_FIXTURE_H
#define KV_TESTS_IMAGE_FIXTURE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "sandbox.h"

/* Where the sections of a linked image begin; each is IMAGE_SECTION_SIZE bytes long. */
#define IMAGE_TEXT UINT64_C(0xffffffff81000000)
#define IMAGE_DATA UINT64_C(0xffffffff82000000)
#define IMAGE_SECTION_SIZE 0x1000

typedef struct image_symbol {
	const char *name;
	uint64_t offset; /* in .text or .data */
	bool in_data;
} image_symbol;

/* What a small vmlinux (ET_EXEC) or module (ET_REL) holds. */
typedef struct image_fixture {
	uint16_t type;
	const image_symbol *symbols; /* ended by one without a name; NULL: stripped */
	const char *build_id;	     /* 4 characters, taken as bytes; NULL: none */
	const char *modinfo;	     /* entries with ';' behind each in place of NUL; NULL: none */
	const char *data;	     /* text at the start of .data; NULL: zeros */
	const char *rodata;	     /* NULL: none */
	size_t rodata_size;
	bool has_debug;	   /* there is a .debug_info, of zeros */
	bool without_code; /* .text is split off (SHT_NOBITS) */
} image_fixture;

/* Symbols for whoever does not care: _text and a function. */
extern const image_symbol image_some_symbols[];

/* Writes the image to the file @name of @folder and returns its path. */
const char *image_fixture_write(sandbox folder, const char *name, const image_fixture *fixture);

#endif
