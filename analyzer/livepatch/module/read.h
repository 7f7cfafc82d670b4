/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_READ_H
#define KV_LIVEPATCH_MODULE_READ_H

#include "base/file.h"
#include "index/index.h"
#include "livepatch/model/model.h"

/*
 * Reads the livepatch module @file for the kernel whose vmlinux index is @kernel (which supplies
 * the structure layouts; may be NULL). The kind is recognised by content. KV_ERROR_USAGE when the
 * file is no livepatch module, KV_ERROR_INPUT when it is damaged or for a machine that klpvet
 * cannot read. What cannot be read statically becomes a gap of the model, not an error.
 */
kv_livepatch *kv_livepatch_read(kv_file *file, const kv_index *kernel, GError **error);

#endif
