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

#endif
