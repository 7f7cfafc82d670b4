/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_PATCHABILITY_H
#define KV_IMAGE_PATCHABILITY_H

#include "index/index.h"

/*
 * Whether the kernel can redirect a function, and whether a fix in it then takes effect. This is
 * the one place that decides it; what reports say of it follows from the answer.
 */
typedef enum {
	KV_PATCHABLE,
	/* It has an ftrace location, but the transition would never finish (image/stay.h). */
	KV_UNPATCHABLE_STAYS,
	KV_UNPATCHABLE_INIT, /* whether it has an ftrace location or not */
	/* It has no ftrace location: */
	KV_UNPATCHABLE_DATA,
	KV_UNPATCHABLE_COLD,
	KV_UNPATCHABLE_EXIT,
	KV_UNPATCHABLE_NOINSTR,
	KV_UNPATCHABLE_ENTRY,
	KV_UNPATCHABLE_STATIC_CALL,
	KV_UNPATCHABLE_NO_TABLE, /* as far as is known: the image shows none at all */
	KV_UNPATCHABLE_NO_DWARF,
	KV_UNPATCHABLE_DAMAGED_DWARF,
	KV_UNPATCHABLE_ASSEMBLY,
	KV_UNPATCHABLE_NO_BODY,
	KV_UNPATCHABLE_INLINE,
	KV_UNPATCHABLE_UNIT,
	KV_UNPATCHABLE_ONLY_FUNCTION,
	KV_UNPATCHABLE_NOTRACE,
} kv_patchability;

/*
 * Whether @symbol of @index can be patched, or why not. KV_PATCHABLE: as far as is known, a
 * livepatch of it loads, finishes and takes effect.
 */
kv_patchability kv_symbol_patchability(const kv_index *index, const kv_symbol *symbol);
/*
 * Whether the kernel redirects calls of a function, as far as is known, so that its patch is not
 * refused and is not without effect; the transition may never finish all the same.
 */
bool kv_patchability_redirects(kv_patchability patchability);

/* "can be patched", or why not; a static string. */
const char *kv_patchability_text(kv_patchability patchability);
/* The same of @symbol. */
const char *kv_symbol_patchability_text(const kv_index *index, const kv_symbol *symbol);
/* Only why not: "it is data, not a function"; NULL for KV_PATCHABLE; a static string. */
const char *kv_patchability_reason(kv_patchability patchability);

#endif
