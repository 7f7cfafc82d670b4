/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_PREDICTION_H
#define KV_ENGINE_PREDICTION_H

#include <stdbool.h>

#include "engine/check.h"

/*
 * What the kernel will do with a livepatch: the findings at level error, combined by what the
 * kernel meets first.
 */

typedef enum {
	KV_OUTCOME_LOADS,
	KV_OUTCOME_REFUSED, /* insmod fails */
	KV_OUTCOME_UNKNOWN, /* it crashes inside insmod or not, or not everything was checked */
} kv_outcome;

const char *kv_outcome_name(kv_outcome outcome); /* "loads", "refused", "unknown" */

/* A module whose functions the livepatch patches, and that does not go together with it. */
typedef struct kv_refused_target {
	const char *object;
	const kv_finding *loaded; /* why insmod fails while it is loaded; or NULL */
	const kv_finding *later;  /* why it is refused when it comes later; or NULL */
} kv_refused_target;

/* Findings and texts belong to the result. */
typedef struct kv_prediction {
	kv_outcome outcome; /* while none of the patched modules is loaded */
	/* What the kernel meets first inside insmod: it refuses, or may crash; NULL: nothing. */
	const kv_finding *stop;
	const kv_finding *stop_if_loaded; /* the same while all the patched modules are loaded */

	/* What happens if it loads. */
	GPtrArray *refused_targets; /* (element-type kv_refused_target), in array order */
	guint functions;	    /* that it lists */
	guint partly;	  /* of these, patched, but some of their old code keeps running */
	guint unpatched;  /* of these, never patched at all */
	guint keepers;	  /* functions known to keep the old code of partly patched ones */
	bool ineffective; /* some of its old code keeps running, listed above or not */
	bool stuck;	  /* the transition never finishes */
	bool crash;
	bool leak;
	bool undefined;	  /* code runs on values that nobody has set */
	bool complete;	  /* every rule looked at everything it concerns */
} kv_prediction;

kv_prediction *kv_result_predict(const kv_result *result);
void kv_prediction_free(kv_prediction *prediction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_prediction, kv_prediction_free)

#endif
