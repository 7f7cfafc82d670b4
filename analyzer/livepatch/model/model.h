/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODEL_MODEL_H
#define KV_LIVEPATCH_MODEL_MODEL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fact.h"
#include "livepatch/model/body.h"
#include "livepatch/model/kind.h"
#include "source/facts.h"

/*
 * The livepatch under check, as the kernel would see it: klp_patch > klp_object > klp_func of
 * include/linux/livepatch.h. Every reader fills this
 * one model; rules see nothing else of the input, and ask what it can tell by kind.h.
 */

/* What becomes of the memory that a part of the livepatch lies in (kernel/module/main.c). */
typedef enum {
	KV_STORAGE_UNKNOWN,
	KV_STORAGE_KEPT,      /* stays, and can be written where it is data */
	KV_STORAGE_FREED,     /* init memory: freed as soon as the init function has returned */
	KV_STORAGE_READ_ONLY, /* constant data */
	KV_STORAGE_SEALED,    /* __ro_after_init: read-only when the init function has returned */
} kv_lp_storage;

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
	kv_lp_storage new_storage;
	char *source_file; /* file the patched function comes from, if the module says; or NULL */
	uint64_t built_address; /* kpatch-build: address of the original at build time; 0: none */
	kv_c_place place;	/* of source: where the entry stands; its file belongs to a unit */
	kv_c_place definition; /* of a tree: where the replacement is defined */
	/* Where the module has the replacement: number of the section, 0 when undefined. */
	uint32_t new_section_number;
	uint64_t new_offset;
	const kv_lp_body *body; /* its machine code; NULL when that is not known */
	/*
	 * What the replacement takes and returns, as source writes it and as base/signature.h does.
	 * NULL when neither debug information nor source tells.
	 */
	char *prototype, *signature;
} kv_lp_function;

/* One klp_object. */
typedef struct kv_lp_object {
	char *name;	      /* NULL for vmlinux */
	kv_fact has_funcs;    /* whether .funcs is set at all */
	kv_fact funcs_ended;  /* whether the array ends with an all-zero klp_func */
	kv_lp_storage funcs_storage; /* of the array of klp_func */
	GPtrArray *functions; /* (element-type kv_lp_function) */
	/* Entries that stand in the array behind an empty one, where the kernel never looks. */
	unsigned int functions_behind_end;
	char *callbacks[KV_CALLBACK_COUNT]; /* symbol names; NULL when not set */
	kv_lp_storage callback_storage[KV_CALLBACK_COUNT];
	kv_c_place place;	/* like that of functions */
} kv_lp_object;

/* One klp_state: something of the system that the livepatch changes, and how. */
typedef struct kv_lp_state {
	uint64_t id;
	uint32_t version;
} kv_lp_state;

/* What keeps the kernel from reading a livepatch relocation: klp_apply_section_relocs(). */
typedef enum {
	KV_LP_READABLE,
	KV_LP_SECTION_MISNAMED, /* not .klp.rela.<object>.<section>; symbol: the section's name */
	KV_LP_SYMBOL_UNMARKED,	/* without the section index SHN_LIVEPATCH; symbol: as in the file */
	KV_LP_SYMBOL_MISNAMED,	/* not .klp.sym.<object>.<name>,<position>; symbol: likewise */
} kv_lp_flaw;

/* A symbol of the kernel that code of the livepatch uses and a livepatch has to find by its name. */
typedef struct kv_lp_reference {
	char *symbol;
	kv_lp_flaw flaw;
	char *object;	  /* that the symbol is looked up in; NULL for vmlinux */
	char *needed_for; /* object whose loading makes the kernel look it up; NULL for vmlinux */
	uint64_t sympos;  /* 0: the name must be unique */
	bool uncertain;	  /* whether it is compiled depends on what is not known */
	bool by_module;	  /* looked up by code of the module (a table), not by relocations */
	kv_c_place place;
} kv_lp_reference;

/*
 * A symbol that the module does not define, and that is left to the loader although it is weak, or
 * has the name of a livepatch symbol that nothing converted.
 */
typedef struct kv_lp_import {
	char *name;
	bool weak;
	bool called;	/* by direct calls or jumps */
	bool addressed; /* in other ways: its address is taken, or it is read */
} kv_lp_import;

/* Something the reader could not see, which makes the model incomplete. */
typedef struct kv_lp_gap {
	char *what;   /* "the functions of object ho_target" */
	char *reason; /* why it cannot be read statically */
	char *supply; /* what the user can do */
} kv_lp_gap;

/* A variable of the module's own that the kernel and it can write: of static storage, local. */
typedef struct kv_lp_variable {
	char *name;
	uint64_t size; /* bytes */
} kv_lp_variable;

typedef struct kv_livepatch {
	char *path;
	char *module_name; /* as the kernel will call it: underscores */
	uint16_t machine;  /* EM_* */
	kv_livepatch_kind kind;

	/* .modinfo and friends; strings are NULL when the key is absent. */
	char *vermagic;
	char *license;
	char *depends; /* modules that must be loaded before, with commas between */
	/* KV_UNKNOWN: the source at hand does not show what .modinfo will hold. */
	kv_fact modinfo_known;
	bool has_livepatch_tag; /* any value counts: check_modinfo_livepatch() */
	bool has_versions;	/* __versions: CONFIG_MODVERSIONS symbol checksums */
	int64_t module_layout_crc; /* the one of module_layout among these; -1: none */

	/* klp_patch */
	kv_fact has_mod;       /* whether .mod is set */
	kv_fact has_objs;      /* whether .objs is set */
	kv_fact objects_ended; /* whether the array ends with an all-zero klp_object */
	kv_lp_storage patch_storage;   /* of the klp_patch */
	kv_lp_storage objects_storage; /* of the array of klp_object */
	kv_fact replace;
	/* klp_patch.states up to the empty one: (element-type kv_lp_state). */
	GArray *states;
	/* Why they are not known, though there may be some; a static string, NULL: they are known. */
	const char *states_unread;
	GPtrArray *objects;		 /* (element-type kv_lp_object), in array order */
	unsigned int objects_behind_end; /* like functions_behind_end */

	/*
	 * Other livepatches of a tree that become part of the same module, with their objects and
	 * functions only: (element-type kv_livepatch).
	 */
	GPtrArray *companions;
	/* (element-type kv_lp_reference): of source, and of the relocations of a module. */
	GPtrArray *references;
	GPtrArray *imports;    /* (element-type kv_lp_import), of a module */
	GPtrArray *allowances; /* (element-type kv_allowance): suppressions in the source */
	/*
	 * The objects that livepatch relocations are for, as the names of their sections
	 * (.klp.rela.<object>.<section>) say; each once, (element-type utf8).
	 */
	GPtrArray *relocated;
	/*
	 * The machine code of the module's functions; NULL when klpvet cannot read it: (element-type
	 * kv_lp_body).
	 */
	GPtrArray *bodies;
	GPtrArray *variables; /* (element-type kv_lp_variable), of a module; not the structures above */
	/* Where these are: the section in the upper half, the offset below; (element-type guint64). */
	GArray *structures;

	GPtrArray *gaps;     /* (element-type kv_lp_gap): empty when everything was read */
	char *layout_origin; /* where structure layouts came from, for evidence */

	kv_c_place place; /* of source: where the klp_patch stands */
	char *code_unread;   /* why code is missing in units, for rules on it; NULL: none is */
	GPtrArray *units;    /* (element-type kv_c_unit): the C files; empty for a module */
	/* Of a module: whether there is debug information, and why it cannot be read; or NULL. */
	bool has_debug_information;
	char *debug_damage;
	GStringChunk *strings; /* of places that belong to no unit */
} kv_livepatch;

kv_livepatch *kv_livepatch_new(const char *path);
void kv_livepatch_free(kv_livepatch *livepatch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_livepatch, kv_livepatch_free)

/* Appends an empty object (@name may be NULL) or function; owned by its parent. */
kv_lp_object *kv_livepatch_add_object(kv_livepatch *livepatch, const char *name);
kv_lp_function *kv_lp_object_add_function(kv_lp_object *object, const char *old_name);
/* Appends a reference to @symbol; owned by @livepatch. */
kv_lp_reference *kv_livepatch_add_reference(kv_livepatch *livepatch, const char *symbol);
/* Appends an import; owned by @livepatch. */
kv_lp_import *kv_livepatch_add_import(kv_livepatch *livepatch, const char *name);
/* The place @file:@line of source that is not compiled; its file belongs to @livepatch. */
kv_c_place kv_livepatch_place(kv_livepatch *livepatch, const char *file, uint32_t line);
/* Records where a module has its klp_patch, an array of klp_object or one of klp_func. */
void kv_livepatch_add_structure(kv_livepatch *livepatch, uint32_t section, uint64_t offset);
/* Appends a variable; owned by @livepatch. */
void kv_livepatch_add_variable(kv_livepatch *livepatch, const char *name, uint64_t size);
/* The machine code of the module's function @name, or NULL. */
const kv_lp_body *kv_livepatch_body(const kv_livepatch *livepatch, const char *name);
/* Records that something could not be read. */
void kv_livepatch_add_gap(kv_livepatch *livepatch, const char *what, const char *reason,
			  const char *supply);

/* "vmlinux" or the object's name: how messages call it. */
const char *kv_lp_object_display_name(const kv_lp_object *object);

#endif
