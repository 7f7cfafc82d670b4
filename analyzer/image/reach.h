/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_REACH_H
#define KV_IMAGE_REACH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "index/code.h"

/*
 * Which functions of an image reach others by direct calls: a walk from the functions that are
 * reached back over their callers, so that its cost depends on these alone. Calls through pointers
 * are not followed. Functions are meant by the best symbol of their code (kv_index_code_of()).
 */
typedef struct kv_reach kv_reach;

/* How many functions a walk looks at before it gives up; a whole kernel has fewer. */
enum { KV_REACH_LIMIT = 200000 };

/*
 * What reaches any of the @count @targets of @index. Gives up after @limit functions: then
 * kv_reach_is_complete() is false, and what is not found may reach them nevertheless.
 */
kv_reach *kv_reach_new(const kv_index *index, const uint32_t *targets, guint count, guint limit);
void kv_reach_free(kv_reach *reach);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_reach, kv_reach_free)

/* Calls are known, and the walk came to its end. */
bool kv_reach_is_complete(const kv_reach *reach);
/* How many functions reach a target, or are one. */
guint kv_reach_count(const kv_reach *reach);
/* Whether @symbol reaches a target, or is one. */
bool kv_reach_contains(const kv_reach *reach, uint32_t symbol);
/* How many calls a shortest way from @symbol, which reaches one, has to a target. */
guint kv_reach_distance(const kv_reach *reach, uint32_t symbol);
/*
 * The functions on a shortest way from @symbol to a target, both included: (element-type guint32),
 * the caller's. Empty when there is none.
 */
GArray *kv_reach_path(const kv_reach *reach, uint32_t symbol);
/*
 * The functions that call @symbol directly and can still run, each once, by their ids: a new array
 * of (element-type kv_symbol), the symbols owned by the index.
 */
GPtrArray *kv_index_callers(const kv_index *index, uint32_t symbol);
/* "a > b > c" for such a way. */
char *kv_path_text(const kv_index *index, const GArray *path);

#endif
