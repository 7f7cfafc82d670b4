/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_STATE_H
#define KV_ENGINE_STATE_H

#include "engine/catalogue.h"
#include "engine/check.h"
#include "engine/rule.h"

/*
 * What kv_check_run() holds while the rules run. Rules see it only through the calls of rule.h.
 */

/* One klp_func with what the engine alone needs to know about it. */
typedef struct kv_entry {
	kv_patched patched; /* first: kv_patched_name() gets back to the entry */
	char *name;	    /* old_name with ",position" if set */
	guint32 *core;	    /* backs patched.candidates of a module; NULL otherwise */
	guint object_number, function_number; /* positions in the livepatch */
	bool named;			      /* has an old_name to look up */
	const char *unreachable; /* why the kernel never looks at it; NULL when it does */
	const char *missing_reason, *missing_supply; /* why patched.index is NULL */
	kv_reach *reach;  /* what reaches it; NULL until a rule has asked */
	kv_reach *copies; /* what reaches an inlined copy of it; likewise */
} kv_entry;

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

/* Looks up every klp_func as the kernel would; sets entries, addresses, sources. */
void kv_check_resolve(kv_check *check);

/* Suppresses the findings that comments of the livepatch's source allow. */
void kv_check_suppress(kv_check *check);

/* Whether @info is about what is checked at all; if not, it says nothing. */
bool kv_rule_applies(const kv_rule_info *info, const kv_check *check);

/* A finding of @info with nothing but its front matter and the message, which it takes over. */
kv_finding *kv_finding_new(const kv_rule_info *info, char *message);

/* Gives it @place of the livepatch's source as its location, if that is known. */
void kv_finding_place(kv_finding *finding, const kv_c_place *place);

/*
 * Completes what a rule said of a refusal: who is refused, and the consequence in words.
 * @in_module: whether the finding is about a module, or a function of one.
 */
void kv_finding_finish(kv_finding *finding, bool in_module);

/* What the rules left in @check, in the order of the report. */
kv_result *kv_result_new(kv_check *check);

/* What was verified about a function without findings, from the facts that are known. */
char *kv_entry_summary(const kv_check *check, const kv_entry *entry);

#endif
