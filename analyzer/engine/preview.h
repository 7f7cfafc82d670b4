/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_PREVIEW_H
#define KV_ENGINE_PREVIEW_H

#include "engine/finding.h"
#include "kernel/kernel.h"

/*
 * What the rule called @rule finds first on @kernel in a livepatch that replaces just @name of
 * @object ("vmlinux" or a module), at @position if that is not 0: NULL when it finds nothing. With
 * it an answer without any livepatch is that of `klpvet check`. Free with kv_finding_free().
 */
kv_finding *kv_rule_preview(const char *rule, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position);
/*
 * What several rules find, the first finding of each: NULL stands for a rule that finds nothing.
 * @rules ends with NULL; (element-type kv_finding), free with g_ptr_array_unref().
 */
GPtrArray *kv_rules_preview(const char *const *rules, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position);

#endif
