/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_CHECK_TREE_H
#define KV_CLI_CHECK_TREE_H

#include "cli/target.h"

/*
 * Checks the livepatches of the directory @path, those that have changed if that is the scope.
 * Returns the exit status of what could not be read.
 */
int kv_check_tree(const kv_check_scope *scope, const char *path);

/*
 * Checks the livepatch that the file @path is part of, unless that has been done already: one with
 * a patched_funcs.csv, or of several C files that a makefile lists. False when it is part of none;
 * otherwise @status gets the exit status of what could not be read.
 */
bool kv_check_tree_file(const kv_check_scope *scope, const char *path, int *status);

#endif
