/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_TARGET_H
#define KV_CLI_TARGET_H

#include "engine/check.h"
#include "report/report.h"
#include "source/read.h"

/* A kernel to check on, and how reports call it. */
typedef struct kv_target_kernel {
	kv_kernel *kernel;
	const char *spec; /* as the user called it */
	char *name;
	GPtrArray *previous; /* (element-type kv_livepatch): --previous, as read for this kernel */
} kv_target_kernel;

/* What one run of klpvet check is about, besides its inputs. */
typedef struct kv_check_scope {
	const char *kdir;	   /* as --kdir; NULL when not given */
	const char *changed_since; /* a revision of git: only what has changed since; or NULL */
	const GPtrArray *kernels;  /* (element-type kv_target_kernel) */
	GHashTable *done;  /* set of utf8: folders that were checked because of a file in them */
	kv_report *report; /* results and failures go here */
} kv_check_scope;

/*
 * The livepatch in @file, a module or C source, read for @target; @kdir as for kv_check_scope.
 * Errors are those of kv_livepatch_read() and kv_livepatch_read_source().
 */
kv_livepatch *kv_target_read(const kv_target_kernel *target, const char *kdir, kv_file *file,
			     GError **error);
/* Checks @livepatch on @target and adds the result to @report. */
void kv_target_check(const kv_target_kernel *target, const kv_livepatch *livepatch,
		     kv_report *report);
/* How C source is to be read for @target. */
kv_source_options kv_target_source_options(const kv_target_kernel *target, const char *kdir);

#endif
