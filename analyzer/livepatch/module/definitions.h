/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_DEFINITIONS_H
#define KV_LIVEPATCH_MODULE_DEFINITIONS_H

#include <glib.h>
#include <stdbool.h>

#include "elf/elf.h"
#include "livepatch/module/place.h"

/* A symbol that is defined in a section of the module. */
typedef struct kv_definition {
	kv_place place;
	uint64_t size;
	const char *name;
	const char *file; /* of a local symbol: the last STT_FILE in front of it, or NULL */
	uint32_t index;	  /* in .symtab */
	bool global;
} kv_definition;

/*
 * The symbols of @type (STT_*) of @elf by place, one for each: a global one, else the first of
 * .symtab. A new array (element-type kv_definition), free with g_array_unref(); its strings are
 * owned by @elf.
 */
GArray *kv_definitions_read(const kv_elf *elf, uint8_t type);

/* The last of @definitions that begins at or below @place, in the same section; or NULL. */
const kv_definition *kv_definitions_below(const GArray *definitions, kv_place place);
/* The one that begins at exactly @place, or NULL. */
const kv_definition *kv_definitions_at(const GArray *definitions, kv_place place);

#endif
