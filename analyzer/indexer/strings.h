/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_STRINGS_H
#define KV_INDEXER_STRINGS_H

#include <glib.h>
#include <stdint.h>

/* The table of strings of an index in the making: each text once, named by its offset. */
typedef struct kv_strings kv_strings;

/* A table for about @expected different texts; offset 0 is the empty string. */
kv_strings *kv_strings_new(size_t expected);
void kv_strings_free(kv_strings *strings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_strings, kv_strings_free)

/* The offset of @text, which is added when it is new; NULL counts as the empty string. */
uint32_t kv_strings_add(kv_strings *strings, const char *text);
/* The NUL-terminated texts, one after the other; NULL when they do not fit 32-bit offsets. */
const GByteArray *kv_strings_bytes(const kv_strings *strings);

/* The first eight bytes of @text as a number that orders like strcmp(): a cheap first key. */
uint64_t kv_string_prefix(const char *text);

#endif
