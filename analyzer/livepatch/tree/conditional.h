/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_TREE_CONDITIONAL_H
#define KV_LIVEPATCH_TREE_CONDITIONAL_H

#include "base/fact.h"
#include "kernel/kernel.h"
#include "livepatch/source/c_text.h"

/* #if and its kin around a place of C source, evaluated with the configuration of a kernel. */
typedef struct kv_conditional kv_conditional;

kv_conditional *kv_conditional_new(const kv_kernel *kernel);
void kv_conditional_free(kv_conditional *conditional);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_conditional, kv_conditional_free)

/*
 * Takes a whole directive from @text; @hash is the token that began it. What is no conditional is
 * passed over.
 */
void kv_conditional_take(kv_conditional *conditional, kv_c_text *text, const kv_c_token *hash);

/* Whether code at the current place is compiled. */
kv_fact kv_conditional_active(const kv_conditional *conditional);

/* kv_condition_lookup over a kv_kernel. */
kv_fact kv_conditional_option(const void *kernel, const char *option, const char **value);

#endif
