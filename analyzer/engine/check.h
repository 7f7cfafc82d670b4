/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_CHECK_H
#define KV_ENGINE_CHECK_H

#include "engine/result.h"
#include "kernel/kernel.h"
#include "livepatch/model/model.h"

/*
 * Runs every rule over (@livepatch, @kernel). No global state: equal inputs give equal results.
 * Free with kv_result_free().
 */
kv_result *kv_check_run(const kv_livepatch *livepatch, kv_kernel *kernel);
/*
 * The same when @previous (element-type kv_livepatch, may be NULL), which were read for the same
 * kernel, have been loaded before it, in this order, and every transition has finished.
 */
kv_result *kv_check_run_after(const GPtrArray *previous, const kv_livepatch *livepatch,
			      kv_kernel *kernel);

#endif
