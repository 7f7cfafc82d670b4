/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_CHANGES_H
#define KV_CLI_CHANGES_H

#include <glib.h>

/*
 * The files below the directory @folder that have changed since its git history left @revision:
 * what is committed, staged, in the working tree or not known to git yet. Paths below @folder, also
 * of files that are gone; a new array (element-type utf8), free with g_ptr_array_unref().
 * KV_ERROR_USAGE when git is missing, @folder is in no repository, or @revision is not known there.
 */
GPtrArray *kv_changes_since(const char *folder, const char *revision, GError **error);

#endif
