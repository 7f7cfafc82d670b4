/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_CONFIG_H
#define KV_KERNEL_CONFIG_H

#include <glib.h>

#include "base/fact.h"
#include "base/file.h"

/* The configuration a kernel was built with. */
typedef struct kv_config kv_config;

/*
 * Reads @file: .config, config-RELEASE, include/config/auto.conf or /proc/config.gz. KV_ERROR_INPUT
 * when no line of it sets or unsets an option.
 */
kv_config *kv_config_read(const kv_file *file, GError **error);

/*
 * The configuration that CONFIG_IKCONFIG embeds in @image, an uncompressed vmlinux (kernel/
 * configs.c: a gzip member between IKCFG_ST and IKCFG_ED in .rodata); NULL when it has none.
 */
kv_config *kv_config_embedded(kv_file *image);

void kv_config_free(kv_config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_config, kv_config_free)

/*
 * KV_YES when @option ("CONFIG_X") is set to anything but n; @value, if not NULL, then gets the
 * text after '=' as it stands in the file (owned by @config). Otherwise KV_NO and NULL: a complete
 * configuration leaves out what other options rule out.
 */
kv_fact kv_config_get(const kv_config *config, const char *option, const char **value);

#endif
