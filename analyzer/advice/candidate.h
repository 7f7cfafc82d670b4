/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ADVICE_CANDIDATE_H
#define KV_ADVICE_CANDIDATE_H

#include "advice/advice.h"

/* How advice.c makes the parts of an answer. */

/* New lists of kv_advice_place and of kv_candidate. */
GPtrArray *kv_places_new(void);
GPtrArray *kv_candidates_new(void);
/* Adds @symbol to @places; takes @remark, which may be NULL, over. */
void kv_places_add(GPtrArray *places, const kv_index *index, const kv_symbol *symbol, char *remark);

/*
 * The position of @symbol among the symbols @named, as the kernel counts them once the object is
 * initialised; 0 for one that is gone by then. @count gets how many there are.
 */
guint kv_position_among(const kv_index *index, kv_ids named, const kv_symbol *symbol, guint *count);

/* The answer for @symbol, one of those @named, in @index, which is @object of @kernel. */
kv_candidate *kv_candidate_of_symbol(kv_kernel *kernel, const char *object, const kv_index *index,
				     kv_ids named, const kv_symbol *symbol);
/* The answer for a source function that has no symbol of its name. */
kv_candidate *kv_candidate_of_source(const kv_index *index, uint32_t source);

#endif
