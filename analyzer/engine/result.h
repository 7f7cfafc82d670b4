/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_RESULT_H
#define KV_ENGINE_RESULT_H

#include "engine/finding.h"
#include "engine/rule.h"

/* What checking one livepatch against one kernel gave. Plain data: no pointer into either. */
typedef struct kv_result {
	char *input;
	char *kernel;
	char *livepatch;	/* module name */
	kv_fact cumulative;	/* whether it replaces all livepatches that are active */
	GPtrArray *previous;	/* (element-type kv_result_previous), in the order of loading */
	GPtrArray *findings;	/* (element-type kv_finding): by function as listed, then by rule */
	GPtrArray *not_checked; /* (element-type kv_not_checked) */
	GPtrArray *functions;	/* (element-type kv_result_function): what the livepatch patches */
	GPtrArray *warnings;	/* (element-type utf8): about the kernel's data */
	guint rules_checked;	/* rules that looked at everything they concern */
} kv_result;

/* A livepatch that was said to be loaded before. */
typedef struct kv_result_previous {
	char *input;
	char *livepatch; /* module name */
	kv_fact active;	 /* whether it is in force when the checked one comes */
	gboolean loaded; /* whether its module is still loaded then */
} kv_result_previous;

/* One function of the livepatch and how it stands. */
typedef struct kv_result_function {
	char *object;
	char *function; /* old_name with ",position" if set */
	kv_location location;
	char *unreachable; /* why the kernel never looks at it; NULL when it does */
	gboolean checked;  /* every rule could look at it */
	char *summary;	   /* for a function without findings: what was verified */
} kv_result_function;

/* What the rules left in @check, in the order of the report. */
kv_result *kv_result_new(kv_check *check);
void kv_result_free(kv_result *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_result, kv_result_free)

#endif
