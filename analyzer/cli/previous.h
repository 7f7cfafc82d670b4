/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_PREVIOUS_H
#define KV_CLI_PREVIOUS_H

#include "cli/target.h"

/*
 * Reads the livepatches @paths (may be NULL), which are loaded before every input in this order,
 * for each of @kernels (element-type kv_target_kernel). One that cannot be read is reported once in
 * @report; nothing can be said of the inputs then. The exit status.
 */
int kv_previous_read(const char *const *paths, const char *kdir, const GPtrArray *kernels,
		     kv_report *report);

#endif
