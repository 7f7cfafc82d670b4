/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODEL_H
#define KV_LIVEPATCH_MODEL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fact.h"
#include "livepatch/body.h"

/*
 * The livepatch under check, as the kernel would see it: klp_patch > klp_object > klp_func of
 * include/linux/livepatch.h. Every reader (hand-written module, kpatch-build, klp-build) fills
 * this one model; rules see nothing else of the input.
 */

typedef enum {
	KV_LIVEPATCH_HAND_WRITTEN,
	KV_LIVEPATCH_KPATCH,
	KV_LIVEPATCH_KLP_BUILD,
} kv_livepatch_kind;

/* Indexes of kv_lp_object.callbacks. */
enum {
	KV_PRE_PATCH,
	KV_POST_PATCH,
	KV_PRE_UNPATCH,
	KV_POST_UNPATCH,
	KV_CALLBACK_COUNT,
};

/* One klp_func. */
typedef struct kv_lp_function {
	char *old_name;	   /* NULL when the entry does not set it */
	uint64_t sympos;   /* old_sympos; 0: the name must be unique */
	bool sympos_open;  /* 0 in the file, but code of the module may set it */
	kv_fact has_new;   /* whether new_func is set */
	char *new_name;	   /* symbol of the replacement; NULL when it has none */
	char *new_section; /* section of the module that holds it; NULL when undefined */
	char *source_file; /* file the patched function comes from, if the module says; or NULL */
	uint64_t built_address; /* kpatch-build: address of the original at build time; 0: none */
	/* Where the module has the replacement: number of the section, 0 when undefined. */
	uint32_t new_section_number;
	uint64_t new_offset;
	const kv_lp_body *body; /* its machine code; NULL when that is not known */
} kv_lp_function;

/* One klp_object. */
typedef struct kv_lp_object {
	char *name;	      /* NULL for vmlinux */
	kv_fact has_funcs;    /* whether .funcs is set at all */
	kv_fact funcs_ended;  /* whether the array ends with an all-zero klp_func */
	GPtrArray *functions; /* (element-type kv_lp_function) */
	/* Entries that stand in the array behind an empty one, where the kernel never looks. */
	unsigned int functions_behind_end;
	char *callbacks[KV_CALLBACK_COUNT]; /* symbol names; NULL when not set */
} kv_lp_object;

/* Something the reader could not see, which makes the model incomplete. */
typedef struct kv_lp_gap {
	char *what;   /* "the functions of object ho_target" */
	char *reason; /* why it cannot be read statically */
	char *supply; /* what the user can do */
} kv_lp_gap;

typedef struct kv_livepatch {
	char *path;
	char *module_name; /* as the kernel will call it: underscores */
	uint16_t machine;  /* EM_* */
	kv_livepatch_kind kind;

	/* .modinfo and friends; strings are NULL when the key is absent. */
	char *vermagic;
	char *license;
	bool has_livepatch_tag; /* any value counts: check_modinfo_livepatch() */
	bool has_versions;	/* __versions: CONFIG_MODVERSIONS symbol checksums */
	int64_t module_layout_crc; /* the one of module_layout among these; -1: none */

	/* klp_patch */
	kv_fact has_mod;       /* whether .mod is set */
	kv_fact has_objs;      /* whether .objs is set */
	kv_fact objects_ended; /* whether the array ends with an all-zero klp_object */
	kv_fact replace;
	GPtrArray *objects;		 /* (element-type kv_lp_object), in array order */
	unsigned int objects_behind_end; /* like functions_behind_end */

	/*
	 * The machine code of the replacements and of the module's functions that they call, however
	 * indirectly; NULL when klpvet cannot read it: (element-type kv_lp_body).
	 */
	GPtrArray *bodies;

	GPtrArray *gaps;     /* (element-type kv_lp_gap): empty when everything was read */
	char *layout_origin; /* where structure layouts came from, for evidence */
} kv_livepatch;

kv_livepatch *kv_livepatch_new(const char *path);
void kv_livepatch_free(kv_livepatch *livepatch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_livepatch, kv_livepatch_free)

/* Appends an empty object (@name may be NULL) or function; owned by its parent. */
kv_lp_object *kv_livepatch_add_object(kv_livepatch *livepatch, const char *name);
kv_lp_function *kv_lp_object_add_function(kv_lp_object *object, const char *old_name);
/* Records that something could not be read. */
void kv_livepatch_add_gap(kv_livepatch *livepatch, const char *what, const char *reason,
			  const char *supply);

/* "vmlinux" or the object's name: how messages call it. */
const char *kv_lp_object_display_name(const kv_lp_object *object);

#endif
