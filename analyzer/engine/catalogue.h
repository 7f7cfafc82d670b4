/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_CATALOGUE_H
#define KV_ENGINE_CATALOGUE_H

#include "engine/rule.h"

/* Facts a rule needs before it can look at a function: its object's .. */
typedef enum {
	KV_NEEDS_SYMBOLS = 1 << 0, /* symbol table */
	KV_NEEDS_FTRACE = 1 << 1,  /* table of ftrace locations */
	KV_NEEDS_DWARF = 1 << 2,   /* debug information */
	KV_NEEDS_FUNCTIONS = 1 << 3, /* the livepatch's own list of functions, completely read */
	KV_NEEDS_SOURCE = 1 << 4,    /* C source of the livepatch: does not apply to modules */
	KV_NEEDS_MODULE = 1 << 5,    /* a built module: does not apply to source */
	KV_NEEDS_EITHER = 1 << 7,    /* C source of the livepatch, or a built module */
	KV_NEEDS_CODE = 1 << 6,	     /* the calls of its machine code */
	KV_NEEDS_PREVIOUS = 1 << 8,  /* livepatches that were loaded before it; else does not apply */
} kv_needs;

const char *kv_needs_name(kv_needs need); /* of one: "symbols", "ftrace", ... as pages call it */

/* A rule and the front matter and text of its page. */
struct kv_rule_info {
	const kv_rule *rule;
	const char *const *formerly; /* ids that it had before, NULL behind them */
	const char *title; /* first heading of the page */
	kv_level level;
	kv_confidence confidence;
	kv_effect effect;
	kv_stage stage;
	const char *errno_name;	 /* "EINVAL"; NULL unless the effect is a refusal */
	unsigned int needs;	 /* kv_needs */
	/* Of findings that the rule gives no text of their own; NULL: it always does. */
	const char *consequence, *remedy;
	const char *kernels;	 /* range of kernels it applies to, as text */
	const char *page;	 /* the whole page, Markdown, without front matter */
};

/* Every rule, sorted by id; generated from rules/ at build time by tools/rule_catalogue.py. */
extern const kv_rule_info kv_rule_catalogue[];
extern const unsigned int kv_rule_count;

/* The rule that has that id, or had it before (no id ever means two); NULL if there is none. */
const kv_rule_info *kv_rule_find(const char *id);
/* Whether a rule has that id, or had it before. */
bool kv_rule_exists(const char *id);
/* The ids that are most like @name, as text: "a, b"; NULL when none is; free with g_free(). */
char *kv_rules_similar(const char *name);

#endif
