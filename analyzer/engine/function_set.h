/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_FUNCTION_SET_H
#define KV_ENGINE_FUNCTION_SET_H

#include <glib.h>

#include "base/fact.h"
#include "livepatch/model/model.h"

/*
 * What a module patches: the functions of a livepatch and of those that become part of the same
 * module, and the objects for which they have callbacks. To compare two livepatches.
 */
typedef struct kv_function_set kv_function_set;

/* The set of @livepatch, which must outlive it. */
kv_function_set *kv_function_set_new(const kv_livepatch *livepatch);
void kv_function_set_free(kv_function_set *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_function_set, kv_function_set_free)

/*
 * Whether there is an entry for the function that @function of @object patches. Positions 0 and 1
 * are the same, as for klp_find_func() (kernel/livepatch/core.c) of Linux 6.1. KV_UNKNOWN when a
 * position is set by code.
 */
kv_fact kv_function_set_has(const kv_function_set *set, const kv_lp_object *object,
			    const kv_lp_function *function);
/* Whether there is a callback of any kind for the object called @name (NULL: vmlinux). */
bool kv_function_set_has_callback(const kv_function_set *set, const char *name);

#endif
