/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_STATE_H
#define KV_ENGINE_STATE_H

#include "engine/catalogue.h"
#include "engine/entry.h"
#include "engine/rule.h"

/*
 * What kv_check_run() holds while the rules run. Rules see it only through the calls of rule.h.
 */

struct kv_check {
	const kv_livepatch *livepatch;
	kv_kernel *kernel;
	GArray *installed; /* (element-type kv_installed): what was loaded before it */
	const kv_rule_info *running;
	GPtrArray *entries; /* (element-type kv_entry): what kv_check_patched() shows */
	GPtrArray
		*companions; /* (element-type kv_entry): of other livepatches of the same module */
	GHashTable *addresses;	      /* kv_target that is replaced -> its first kv_patched */
	GHashTable *sources;	      /* kv_source that is replaced -> its first kv_patched */
	GArray *emitted;	      /* (element-type kv_emitted), in order of emission */
	GPtrArray *not_checked;	      /* (element-type kv_not_checked) */
	GHashTable *used_allowances;  /* set of positions, as pointers, in livepatch->allowances */
	GHashTable *not_checked_keys; /* set of utf8: what is in not_checked */
};

/* A place in one object's code. */
typedef struct kv_target {
	const kv_index *index;
	uint64_t address;
} kv_target;

/* A finding and where it belongs in the report. */
typedef struct kv_emitted {
	guint object;	/* 0: the whole livepatch; n + 1: object n */
	guint function; /* 0: the whole object; n + 1: function n */
	guint sequence;
	kv_finding *finding;
} kv_emitted;

/*
 * Prepares @check of @livepatch, which comes after @previous (element-type kv_livepatch, may be
 * NULL): every klp_func is looked up, and no rule has run. kv_check_end() frees what it holds, but
 * for the findings.
 */
void kv_check_begin(kv_check *check, const GPtrArray *previous, const kv_livepatch *livepatch,
		    kv_kernel *kernel);
void kv_check_end(kv_check *check);

#endif
