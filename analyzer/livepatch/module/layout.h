/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_LAYOUT_H
#define KV_LIVEPATCH_MODULE_LAYOUT_H

#include "index/index.h"
#include "livepatch/module/memory.h"
#include "livepatch/model/model.h"

/*
 * Decides which layout the klp_patch at @patch and its arrays have: that of the kernel (@kernel may
 * be NULL), else of the module's own debug information, else the upstream layout that agrees with
 * the module's relocations and symbol sizes, where several agree the one of its vermagic. A layout
 * that contradicts the relocations is never used; if that is the kernel's, a gap says so. Sets
 * layout_origin of @livepatch. False when no layout can be decided on, which is a gap too.
 */
bool kv_klp_layout_choose(kv_memory *memory, kv_place patch, const kv_index *kernel,
			  kv_livepatch *livepatch, kv_klp_layout *layout);

#endif
