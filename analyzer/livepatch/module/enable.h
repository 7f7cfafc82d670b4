/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_ENABLE_H
#define KV_LIVEPATCH_MODULE_ENABLE_H

#include "livepatch/module/memory.h"

/* Whether @elf refers to klp_enable_patch() or klp_register_patch(), as every livepatch does. */
bool kv_enable_is_called(const kv_elf *elf);

/*
 * Every klp_patch of the module: those passed to klp_enable_patch() or klp_register_patch(), and
 * those that only have its shape (a call inside a helper function does not show its argument).
 * Returns a new array (element-type kv_place) of different places, to be freed with
 * g_array_unref().
 */
GArray *kv_enable_patches(kv_memory *memory);

#endif
