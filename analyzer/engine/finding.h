/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_FINDING_H
#define KV_ENGINE_FINDING_H

#include <glib.h>
#include <stdint.h>

/* engine/catalogue.h */
typedef struct kv_rule_info kv_rule_info;

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
	KV_EFFECT_UNRELATED, /* the kernel has nothing to do with it: comments for klpvet */
	KV_EFFECT_NONE,
	KV_EFFECT_LEAK,
	KV_EFFECT_UNDEFINED,	  /* runs on values that nobody has set: anything may come of it */
	KV_EFFECT_INEFFECTIVE,	  /* loads, but some or all of the old code keeps running */
	KV_EFFECT_STUCK,	  /* the transition never finishes */
	KV_EFFECT_CRASH,	  /* memory corruption, oops */
	KV_EFFECT_TARGET_REFUSED, /* loads; the patched module is refused when it comes */
	KV_EFFECT_REFUSED,	  /* insmod fails */
} kv_effect;

/*
 * Where the kernel meets what a finding is about, in the order in which it goes: load_module() of
 * kernel/module/main.c, then klp_enable_patch() of kernel/livepatch/core.c.
 */
typedef enum {
	KV_STAGE_ELF,	       /* elf_validity_check() */
	KV_STAGE_LAYOUT,       /* check_modstruct_version(): the checksum of module_layout */
	KV_STAGE_VERMAGIC,     /* check_modinfo() */
	KV_STAGE_MODINFO,      /* check_modinfo_livepatch() */
	KV_STAGE_UNIQUE,       /* add_unformed_module(): no module of that name */
	KV_STAGE_SYMBOLS,      /* simplify_symbols(): symbols that the module imports */
	KV_STAGE_ARGUMENTS,    /* klp_enable_patch(): mod, objs, funcs */
	KV_STAGE_ARRAYS,       /* the end of the array of objects */
	KV_STAGE_MARK,	       /* is_livepatch_module() */
	KV_STAGE_STATES,       /* klp_is_patch_compatible() */
	KV_STAGE_EARLY,	       /* klp_init_patch_early(): the ends of the arrays of functions */
	KV_STAGE_ENTRY,	       /* klp_init_object(), klp_init_func(): what an entry holds */
	KV_STAGE_SYSFS,	       /* kobject_add() */
	KV_STAGE_LOOKUP,       /* klp_init_object_loaded(): symbols of the patched functions */
	KV_STAGE_FTRACE,       /* klp_patch_object() */
	KV_STAGE_TRANSITION,   /* klp_try_complete_transition() */
	KV_STAGE_RUN,	       /* calls of the functions */
	KV_STAGE_TARGET_LOADS, /* klp_module_coming(): only when the patched module comes later */
} kv_stage;

/* With which patched modules a refusal happens. */
typedef enum {
	KV_WHEN_ANY,	/* always; by a target module: whether it is loaded or comes later */
	KV_WHEN_LOADED, /* only while the patched module is loaded */
	KV_WHEN_LATER,	/* only when it comes later */
} kv_when;

const char *kv_level_name(kv_level level); /* "error", "warning", "note" */
const char *kv_confidence_name(kv_confidence confidence);
const char *kv_effect_name(kv_effect effect); /* "refused", "target-refused", ... */
const char *kv_stage_name(kv_stage stage);    /* "elf", "layout", ... */

/* A place in source; file NULL when unknown, line 0 when unknown. */
typedef struct kv_location {
	char *file;
	uint32_t line;
} kv_location;

/* One fact behind a finding: a thing with a name, where it is, and what is true of it. */
typedef struct kv_evidence {
	char *name; /* symbol, section, file ...; may be NULL */
	kv_location location;
	char *remark; /* may be NULL */
} kv_evidence;

/* A comment in the livepatch's source that allows a finding. */
typedef struct kv_suppression {
	char *reason;
	kv_location location; /* of the comment */
} kv_suppression;

/* One statement about the user's livepatch on one kernel. */
typedef struct kv_finding {
	const char *rule; /* id */
	kv_level level;
	kv_confidence confidence;
	kv_effect effect;
	kv_stage stage; /* at which the kernel meets it */
	/*
	 * The refusal: name of the error ("EINVAL"), NULL without one; and the line that the kernel
	 * prints with it, or a part of the line that is always the same, NULL when it prints
	 * nothing.
	 */
	const char *errno_name;
	char *log;
	kv_when when;
	guint object_number, function_number; /* in array order from 1; 0: all of them */
	GArray *keepers; /* (element-type guint64): addresses of what keeps running old code */
	gboolean has_unknown_keeper;
	char *object;	/* "vmlinux" or module; NULL for a finding about the whole livepatch */
	char *function; /* old_name with ",position" if set; NULL likewise */
	kv_location location;  /* of the patched function, or a place in the livepatch: */
	gboolean in_livepatch; /* whether it is one in the livepatch's own source */
	/*
	 * What allows it; NULL: nothing does. One that is allowed says nothing about what the
	 * kernel will do, and does not count.
	 */
	kv_suppression *suppressed;
	char *message;	     /* one line: what is wrong */
	char *consequence;   /* what the kernel does then */
	char *remedy;	     /* what to do about it */
	char *source;	     /* where the facts come from: "DWARF of vmlinux" ... */
	GPtrArray *evidence; /* (element-type kv_evidence) */
} kv_finding;

/* A finding of @info with nothing but its front matter and @message, which it takes over. */
kv_finding *kv_finding_new(const kv_rule_info *info, char *message);
void kv_finding_free(kv_finding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_finding, kv_finding_free)

/*
 * The line that the kernel prints when it refuses; the error and the stage are those of the page's
 * front matter. The consequence then need not be set: it is made from these.
 */
void kv_finding_set_log(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
/*
 * For a refusal that differs from the front matter; @log may be NULL. What the kernel meets when it
 * looks at the functions of a module that is not loaded yet (from KV_STAGE_LOOKUP on) is refused
 * later, with the module.
 */
void kv_finding_set_refusal(kv_finding *finding, kv_stage stage, const char *errno_name,
			    const char *log, ...) G_GNUC_PRINTF(4, 5);
/* For an effect that differs from the front matter and is no refusal. */
void kv_finding_set_effect(kv_finding *finding, kv_effect effect, kv_stage stage);
/* Says that the function at @address of the finding's object keeps running old code. */
void kv_finding_add_keeper(kv_finding *finding, guint64 address);
/* Says the same of one that is not known. */
void kv_finding_add_unknown_keeper(kv_finding *finding);
/* Each replaces the text; printf-style. */
void kv_finding_set_consequence(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void kv_finding_set_remedy(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void kv_finding_set_source(kv_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Adds one fact; @name and @file may be NULL, @line 0; the remark is a format, NULL for none. */
void kv_finding_add_evidence(kv_finding *finding, const char *name, const char *file, uint32_t line,
			     const char *remark, ...) G_GNUC_PRINTF(5, 6);

/* Says that the comment at @file:@line allows @finding, and why. */
void kv_finding_suppress(kv_finding *finding, const char *reason, const char *file, uint32_t line);

/* A rule, or part of the livepatch, that could not be looked at. */
typedef struct kv_not_checked {
	char *rule;	/* id; NULL when it concerns every rule */
	char *object;	/* may be NULL */
	char *function; /* may be NULL */
	char *reason;
	char *supply;
	kv_effect effect; /* the worst that could be found there */
} kv_not_checked;

void kv_not_checked_free(kv_not_checked *not_checked);

#endif
