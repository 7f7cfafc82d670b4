/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_FINDING_H
#define KV_ENGINE_FINDING_H

#include <glib.h>
#include <stdint.h>

typedef enum {
	KV_NOTE,
	KV_WARNING,
	KV_ERROR_LEVEL,
} kv_level;

typedef enum {
	KV_REVIEW, /* worth a look; may be intended */
	KV_LIKELY, /* a heuristic with a small, stated blind spot */
	KV_EXACT,  /* follows from the inputs */
} kv_confidence;

/* What the kernel will do when the finding is right, in the order in which it hurts. */
typedef enum {
	KV_EFFECT_NONE,
	KV_EFFECT_LEAK,
	KV_EFFECT_INEFFECTIVE,	  /* loads, but some or all of the old code keeps running */
	KV_EFFECT_STUCK,	  /* the transition never finishes */
	KV_EFFECT_CRASH,	  /* memory corruption, oops */
	KV_EFFECT_TARGET_REFUSED, /* loads; the patched module is refused when it comes */
	KV_EFFECT_REFUSED,	  /* insmod fails */
} kv_effect;

const char *kv_level_name(kv_level level);	      /* "error", "warning", "note" */
const char *kv_confidence_name(kv_confidence confidence);
const char *kv_effect_name(kv_effect effect);	      /* "refused", "target-refused", ... */

/* A place in source; file NULL when unknown, line 0 when unknown. */
typedef struct kv_location {
	char *file;
	uint32_t line;
} kv_location;

/* One fact behind a finding: a thing with a name, where it is, and what is true of it. */
typedef struct kv_evidence {
	char *name;   /* symbol, section, file ...; may be NULL */
	kv_location location;
	char *remark; /* may be NULL */
} kv_evidence;

/* One statement about the user's livepatch on one kernel. */
typedef struct kv_finding {
	const char *rule; /* id */
	kv_level level;
	kv_confidence confidence;
	kv_effect effect;
	char *object;	/* "vmlinux" or module; NULL for a finding about the whole livepatch */
	char *function; /* old_name with ",position" if set; NULL likewise */
	kv_location location; /* of the patched function */
	char *message;	      /* one line: what is wrong */
	char *consequence;    /* what the kernel does then */
	char *remedy;	      /* what to do about it */
	char *source;	      /* where the facts come from: "DWARF of vmlinux" ... */
	GPtrArray *evidence;  /* (element-type kv_evidence) */
} kv_finding;

void kv_finding_free(kv_finding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_finding, kv_finding_free)

/* Each replaces the text; printf-style. */
void kv_finding_set_consequence(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void kv_finding_set_remedy(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void kv_finding_set_source(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Adds one fact; @name and @file may be NULL, @line 0; the remark is printf-style, NULL for none. */
void kv_finding_add_evidence(kv_finding *finding, const char *name, const char *file,
			     uint32_t line, const char *remark, ...) G_GNUC_PRINTF(5, 6);

/* A rule, or part of the livepatch, that could not be looked at. */
typedef struct kv_not_checked {
	char *rule;	/* id; NULL when it concerns every rule */
	char *object;	/* may be NULL */
	char *function; /* may be NULL */
	char *reason;
	char *supply;
} kv_not_checked;

void kv_not_checked_free(kv_not_checked *not_checked);

#endif
