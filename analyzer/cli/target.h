/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_TARGET_H
#define KV_CLI_TARGET_H

#include "engine/check.h"
#include "report/report.h"

/* A kernel to check on, and how reports call it. */
typedef struct kv_target_kernel {
	kv_kernel *kernel;
	const char *spec; /* as the user called it */
	char *name;
} kv_target_kernel;

/* Checks @livepatch on @target and adds the result to @report. */
void kv_target_check(const kv_target_kernel *target, const kv_livepatch *livepatch,
		     kv_report *report);

/*
 * Checks every livepatch of the directory @path on every one of @kernels (element-type
 * kv_target_kernel); with @changed_since, a revision of git, only those that have changed since.
 * Returns the exit status of what could not be read, which is in @report as well.
 */
int kv_check_tree(const char *path, const char *changed_since, const GPtrArray *kernels,
		  kv_report *report);

/*
 * Whether the file @path is part of a livepatch that is checked as a whole: a patched_funcs.csv, or
 * C source beside one.
 */
bool kv_is_tree_file(const char *path);
/*
 * Checks the livepatch that the file @path is part of, unless it is in @done (set of utf8) already,
 * to which it is added.
 */
int kv_check_tree_file(const char *path, GHashTable *done, const GPtrArray *kernels,
		       kv_report *report);

#endif
