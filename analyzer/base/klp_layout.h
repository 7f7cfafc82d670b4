/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_KLP_LAYOUT_H
#define KV_BASE_KLP_LAYOUT_H

#include <stdint.h>

/*
 * Offsets and sizes of the livepatch structures of one kernel, in bytes. Offsets of members that
 * its structure does not have are KV_NONE (base/id.h).
 */
typedef struct kv_klp_layout {
	uint32_t func_size, func_old_name, func_new_func, func_old_sympos;
	uint32_t object_size, object_name, object_funcs, object_callbacks;
	uint32_t patch_size, patch_mod, patch_objs, patch_states, patch_replace;
	uint32_t state_size, state_id, state_version;
	uint32_t callbacks_pre_patch, callbacks_post_patch;
	uint32_t callbacks_pre_unpatch, callbacks_post_unpatch;
} kv_klp_layout;

#endif
