/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_TREE_CONDITION_H
#define KV_LIVEPATCH_TREE_CONDITION_H

#include <glib.h>

#include "base/fact.h"

/*
 * What the configuration of the kernel says of an option ("CONFIG_X"): KV_YES with its @value (y,
 * m, a number, a string in quotes), KV_NO when it is not set, KV_UNKNOWN without a configuration.
 */
typedef kv_fact (*kv_condition_lookup)(const void *data, const char *option, const char **value);

/*
 * Whether the preprocessor condition @text holds: what stands behind #if, with logical operators,
 * comparisons, integers, CONFIG_X, defined(), IS_ENABLED(), IS_BUILTIN(), IS_MODULE() and
 * IS_REACHABLE() of include/linux/kconfig.h. KV_UNKNOWN when the configuration, or a macro that is
 * none of it, decides; @unknown, if not NULL, then gets the first such name (g_free()).
 * KV_ERROR_INPUT, without the file, when it is no such condition.
 */
kv_fact kv_condition_evaluate(const char *text, kv_condition_lookup look_up, const void *data,
			      char **unknown, GError **error);

#endif
