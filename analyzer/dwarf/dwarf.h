/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_DWARF_H
#define KV_DWARF_DWARF_H

#include <glib.h>
#include <stdbool.h>

#include "base/file.h"
#include "base/id.h"
#include "base/klp_layout.h"
#include "elf/kind.h"

/*
 * What the debug information of an image says, in tables that refer to each other by position, or
 * KV_NONE, and to text by pointer, in no particular order. Equal input gives equal tables, whatever
 * the number of threads.
 */
typedef enum {
	KV_DWARF_SOURCE_INLINE = 1 << 0,   /* DW_INL_declared_* */
	KV_DWARF_SOURCE_EXTERNAL = 1 << 1, /* DW_AT_external */
	KV_DWARF_SOURCE_INLINED = 1 << 2,  /* DW_INL_inlined, DW_INL_declared_inlined */
} kv_dwarf_source_flags;

/* A function of the source. */
typedef struct kv_dwarf_source {
	const char *name;
	const char *file;      /* path relative to the source root, "./" and "../" resolved */
	const char *prototype; /* "" when unknown */
	const char *signature; /* base/signature.h; "" when unknown */
	uint32_t line;
	uint32_t flags; /* kv_dwarf_source_flags */
} kv_dwarf_source;

/* One body of machine code. */
typedef struct kv_dwarf_function {
	uint64_t address, cold_address; /* cold_address 0: no cold part */
	uint32_t size, cold_size;
	uint32_t source; /* kv_dwarf_source */
	uint32_t unit;	 /* kv_dwarf units */
} kv_dwarf_function;

typedef enum {
	/* Inlined into a body of its own source function: the halves of a split function. */
	KV_DWARF_COPY_SELF = 1 << 0,
	KV_DWARF_COPY_EMPTY = 1 << 1, /* no byte is left of it */
} kv_dwarf_copy_flags;

/* One inlined instance of a source function. */
typedef struct kv_dwarf_copy {
	uint64_t address; /* 0 of one without code (KV_DWARF_COPY_EMPTY) */
	uint32_t source;  /* kv_dwarf_source that was inlined */
	uint32_t host;	  /* kv_dwarf_function: the outermost body around it */
	uint32_t call_line;
	uint32_t flags; /* kv_dwarf_copy_flags */
} kv_dwarf_copy;

/* A place in an object: "file_operations", "unlocked_ioctl"; both "" when that is not known. */
typedef struct kv_dwarf_place {
	const char *type;   /* of the object or, of an array, of its elements */
	/*
	 * The way to it from the object: "ops.open", "[3].handler"; "ops.(get|put)" where several
	 * members of a union fit, "ops" where many do.
	 */
	const char *member;
	bool in_doubt; /* several do */
} kv_dwarf_place;

/*
 * From this address up to the next segment's of the same unit, code is of that source function,
 * the innermost one where it was inlined.
 */
typedef struct kv_dwarf_segment {
	uint32_t offset; /* from the base of the unit's segments */
	uint32_t source; /* kv_dwarf_source, or KV_NONE: of no function */
} kv_dwarf_segment;

/* Where the segments of a unit begin; they go on to the first of the next unit. */
typedef struct kv_dwarf_unit_segments {
	uint64_t base;
	guint first;
} kv_dwarf_unit_segments;

/* One call as the compiler has written it down. */
typedef struct kv_dwarf_call {
	uint64_t back;	    /* the address behind it */
	const char *callee; /* name of the function; NULL: through a pointer */
	uint32_t unit;
	bool tail;	/* a jump */
	bool same_unit; /* what it calls is static: a function of the same unit */
} kv_dwarf_call;

typedef struct kv_dwarf {
	GArray *sources;       /* (element-type kv_dwarf_source), unique by (name, file, line) */
	GArray *functions;     /* (element-type kv_dwarf_function) */
	GArray *copies;	       /* (element-type kv_dwarf_copy) */
	GArray *segments;      /* (element-type kv_dwarf_segment), unit by unit, each ascending */
	GArray *unit_segments; /* (element-type kv_dwarf_unit_segments), one more at the end */
	GArray *calls;	       /* (element-type kv_dwarf_call), if they were asked for */
	GPtrArray *units;      /* (element-type utf8): file name of each compilation unit */
	bool complete; /* false: missing, or damaged somewhere; the tables hold what was read */
	char *damage;  /* what is wrong and where, when not complete; or NULL */
	bool has_layout;
	kv_klp_layout layout;	  /* valid if has_layout */
	uint32_t ksym_name_len;	  /* array size of kallsym_iter.name, 0 when not found */
	uint32_t module_name_len; /* array size of kallsym_iter.module_name, 0 when not found */
	GPtrArray *owned;	  /* string arenas that the pointers above point into */
	struct kv_crew *crew;	  /* private: what reads the file, until kv_dwarf_close() */
} kv_dwarf;

/*
 * Section addresses that a module was given for its DWARF: its loaded sections one behind the
 * other. Index by ELF section number; 0 for sections that are not loaded.
 */
typedef GArray kv_section_addresses; /* (element-type guint64) */

/*
 * Opens @file, whose DWARF kv_dwarf_load() reads. For KV_OBJECT_MODULE, @addresses (new, free with
 * g_array_unref(); else NULL) gets the layout that all addresses follow; it is filled even without
 * DWARF, and empty for a file that cannot be read as a module at all.
 */
kv_dwarf *kv_dwarf_open(kv_file *file, kv_object_kind kind, kv_section_addresses **addresses);
/*
 * Reads the DWARF (version 2 to 5) that @dwarf was opened for, once, with up to @threads threads,
 * each with its own libdw handle. @calls: also the calls, which takes longer. Never fails: without
 * usable DWARF the tables are empty and `complete` is false. Walks have step and depth limits.
 */
void kv_dwarf_load(kv_dwarf *dwarf, unsigned int threads, bool calls);
/* kv_dwarf_open() and kv_dwarf_load(). */
kv_dwarf *kv_dwarf_read(kv_file *file, kv_object_kind kind, unsigned int threads, bool calls,
			kv_section_addresses **addresses);
void kv_dwarf_free(kv_dwarf *dwarf);

/*
 * What stands at each of @addresses (element-type guint64, ascending): as many kv_dwarf_place, with
 * strings owned by @dwarf; free with g_array_unref(). Not after kv_dwarf_close(). @parameters
 * (element-type gint32, or NULL) tells how many parameters, "..." counting as one, the function has
 * that each place points to, -1 when unknown: members of a union that take others are then left
 * out, unless all do.
 */
GArray *kv_dwarf_name_places(const kv_dwarf *dwarf, const GArray *addresses,
			     const GArray *parameters);

/*
 * The unit that defines the variable at each of @addresses (element-type guint64, ascending):
 * (element-type guint32), KV_NONE where none or several do; free with g_array_unref(). Not after
 * kv_dwarf_close().
 */
GArray *kv_dwarf_variable_units(const kv_dwarf *dwarf, const GArray *addresses);

/* Closes the file that @dwarf was read from: nothing more will be asked. */
void kv_dwarf_close(kv_dwarf *dwarf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_dwarf, kv_dwarf_free)

#endif
