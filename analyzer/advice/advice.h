/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ADVICE_ADVICE_H
#define KV_ADVICE_ADVICE_H

#include <glib.h>
#include <stdbool.h>

#include "engine/finding.h"
#include "image/patchability.h"
#include "image/route.h"
#include "kernel/kernel.h"
#include "kernel/module_users.h"

/*
 * "May I patch this function, and what else must I patch?", answered for one name without any
 * livepatch. Plain data, no pointer into the index.
 */

/* What a fix of a function must patch; in the order of how little it takes. */
typedef enum {
	KV_VERDICT_PATCH,	  /* the symbol alone */
	KV_VERDICT_PATCH_WITH,	  /* the symbol and the listed places */
	KV_VERDICT_PATCH_INSTEAD, /* not the symbol, but the listed places */
	KV_VERDICT_CANNOT,	  /* nothing that could be named */
} kv_verdict;

/* A function that matters for the one that was asked for. */
typedef struct kv_advice_place {
	char *name; /* with ",position" when the name is not unique */
	kv_location location;
	char *remark; /* "2 copies", or NULL */
	kv_patchability patchability;
} kv_advice_place;

/* One symbol of the name, or one source function of the name that has no symbol of its own. */
typedef struct kv_candidate {
	guint position, symbols_of_name; /* position 0: no symbol, or loading_only */
	bool loading_only;		 /* of a module: known only until its init has run */
	char type;			 /* as nm prints it; '\0' without a symbol */
	bool is_text, in_init;
	kv_location location;
	char *prototype;       /* empty when unknown */
	int ftrace_offset;     /* of the ftrace location from the symbol; -1 when there is none */
	const char *no_ftrace; /* why there is none that can be used; NULL otherwise */
	GPtrArray *aliases;    /* (element-type utf8): other names of the same address */
	GPtrArray *bodies; /* (element-type kv_advice_place): clones and other copies out of line */
	GPtrArray *hosts;  /* (element-type kv_advice_place): functions with an inlined copy */
	guint self_copies; /* inlined into the function's own clones */
	guint empty_copies; /* of which no code is left */
	guint gone_copies;  /* in init, exit or dead text */
	GPtrArray
		*vanished; /* (element-type kv_advice_place): where it was, when no code is left */
	/* Why copies besides those that are listed are not known; NULL when they are. */
	const char *copies_unknown;
	GPtrArray
		*callers; /* (element-type kv_advice_place): of a function that cannot be patched */
	kv_entrances *entrances; /* the ways on which the kernel comes to it */
	kv_module_users *users; /* of a module's function that is exported; else NULL */
	bool elsewhere_unread;	/* of vmlinux: it is exported, and modules were not looked into */
	GPtrArray *stays;	 /* (element-type kv_finding): why it may never be off a stack */
	kv_finding *finding;	 /* what else keeps it from being patched, as check says; or NULL */
	kv_verdict verdict;
	char *explanation; /* the verdict in words */
} kv_candidate;

typedef struct kv_advice {
	char *kernel;	/* how reports call the kernel */
	char *object;	/* "vmlinux" or the module */
	char *built_in; /* the module that was asked for, when it is part of vmlinux; or NULL */
	char *name;	/* what was asked for, */
	char *query;	/* and with ",position" if one was given */
	GPtrArray *candidates; /* (element-type kv_candidate): in position order */
	GPtrArray *similar;    /* (element-type kv_advice_place): when there is no candidate */
	GPtrArray *elsewhere;  /* (element-type utf8): other objects that have the name, likewise */
	kv_finding *finding;   /* what keeps the kernel from being livepatched at all; or NULL */
	bool passed_over;      /* modules were left out of elsewhere: unpacking takes too long */
	bool undecided;	       /* there is no candidate, but there may be such a function */
	bool patchable;	       /* the query names one symbol, and it can be patched */
	bool complete;	       /* nothing was missing that could change the answer */
	char *explanation;     /* of the answer as a whole, in words */
} kv_advice;

/*
 * Answers for @name, at @position if that is not 0, in @index, which is @object of @kernel. Free
 * with kv_advice_free().
 */
kv_advice *kv_advice_new(kv_kernel *kernel, const char *object, const kv_index *index,
			 const char *name, uint64_t position);
void kv_advice_free(kv_advice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_advice, kv_advice_free)

#endif
