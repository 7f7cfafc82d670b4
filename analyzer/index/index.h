/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_INDEX_H
#define KV_INDEX_INDEX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fact.h"
#include "base/id.h"
#include "base/klp_layout.h"

/*
 * The index of one kernel image (vmlinux) or of one module: everything that klpvet asks of a
 * target, in one read-only mapped file. The records below are the file's own; ids are positions
 * in their tables and are validated when the file is opened, so that following an id read from a
 * record is always safe.
 */
typedef struct kv_index kv_index;

/* kv_symbol.ftrace_offset of a symbol without an ftrace location. */
#define KV_NO_FTRACE 0xff

typedef enum {
	KV_SYMBOL_FUNCTION = 1 << 0, /* STT_FUNC or STT_GNU_IFUNC */
	KV_SYMBOL_TEXT = 1 << 1,     /* lies in an executable section */
	KV_SYMBOL_GLOBAL = 1 << 2,
	KV_SYMBOL_WEAK = 1 << 3,
	/*
	 * Of a module: still in its kallsyms after its init has run (is_core_symbol() in
	 * kernel/module/kallsyms.c). Of vmlinux: every symbol, init ones included.
	 */
	KV_SYMBOL_CORE = 1 << 4,
} kv_symbol_flags;

/* The part of the image a symbol lies in, where that matters for ftrace or for its lifetime. */
typedef enum {
	KV_REGION_OTHER = 0,
	KV_REGION_INIT,	   /* .init.*: freed after boot, or after the module's init */
	KV_REGION_EXIT,	   /* .exit.* */
	KV_REGION_NOINSTR, /* .noinstr.text */
	KV_REGION_ENTRY,   /* .entry.text */
	KV_REGION_SCHED,   /* .sched.text */
	KV_REGION_CPUIDLE,
	KV_REGION_LOCK,	   /* .spinlock.text */
	KV_REGION_KPROBES, /* .kprobes.text */
	KV_REGION_STATIC_CALL,
	KV_REGION_PERCPU, /* .data..percpu: no processor has it at its symbols' addresses */
} kv_region;

/* One kallsyms entry. Ids follow kallsyms order: sympos is the rank among equal names. */
typedef struct kv_symbol {
	uint64_t address;      /* link-time; of a module: in the layout the index chose for it */
	uint64_t extent;       /* bytes to the next higher symbol address: kallsyms' idea of size */
	uint32_t size;	       /* st_size */
	uint32_t name;	       /* string */
	uint32_t function;     /* kv_function that starts here, or KV_NONE */
	uint8_t type;	       /* as nm prints it: T t D d B b R r W w V v A */
	uint8_t flags;	       /* kv_symbol_flags */
	uint8_t region;	       /* kv_region */
	uint8_t ftrace_offset; /* own ftrace location minus address, or KV_NO_FTRACE */
} kv_symbol;

typedef enum {
	KV_SOURCE_INLINE = 1 << 0,   /* declared inline (DW_INL_declared_*) */
	KV_SOURCE_EXTERNAL = 1 << 1, /* DW_AT_external */
	/*
	 * Inlined somewhere (DW_INL_inlined, DW_INL_declared_inlined). gcc says so of functions
	 * of which it made clones or parts as well (DECL_POSSIBLY_INLINED).
	 */
	KV_SOURCE_INLINED = 1 << 2,
} kv_source_flags;

/* One function of the source: its identity is (name, file, line). Sorted by that. */
typedef struct kv_source {
	uint32_t name;	    /* string */
	uint32_t file;	    /* string: path relative to the kernel's source root */
	uint32_t line;	    /* 1-based; 0 when DWARF has none */
	uint32_t prototype; /* string: "int f(struct seq_file *m, void *v)"; empty if unknown */
	/* string: "i4(p:seq_file,p)" (base/signature.h); empty if unknown, or of no body and inline */
	uint32_t signature;
	uint32_t flags;	    /* kv_source_flags */
	uint32_t first_function,
		function_count;		 /* bodies: positions in the function_of_source list */
	uint32_t first_copy, copy_count; /* inlined copies: kv_copy records */
} kv_source;

typedef enum {
	/* No symbol stands at its address: the body of an overridden weak function, dead code. */
	KV_FUNCTION_DEAD = 1 << 0,
} kv_function_flags;

/* One body of machine code. Sorted by address. */
typedef struct kv_function {
	uint64_t address;
	uint64_t cold_address; /* of the part the compiler split off as unlikely; 0 when none */
	uint32_t size, cold_size;
	uint32_t source; /* kv_source */
	uint32_t symbol; /* the symbol that names it best (function, global first), or KV_NONE */
	uint32_t unit;	 /* kv_unit */
	uint32_t flags;	 /* kv_function_flags */
} kv_function;

typedef enum {
	/* Inlined into a body of its own source function: the halves of a split function. */
	KV_COPY_SELF = 1 << 0,
	/* Its ranges are empty: optimised away, no code is left. */
	KV_COPY_EMPTY = 1 << 1,
} kv_copy_flags;

/* One inlined instance of a source function. Grouped by source, then ordered by address. */
typedef struct kv_copy {
	uint64_t address;	 /* where its code begins */
	uint32_t host;		 /* kv_function: the outermost body around it */
	uint32_t call_line : 24; /* line of the call in the inlining function; 0 when unknown */
	uint32_t flags : 8;	 /* kv_copy_flags */
} kv_copy;

/* One compilation unit. */
typedef struct kv_unit {
	uint32_t name;		  /* string: its source file */
	uint32_t function_count;  /* bodies outside .init.text and .exit.text, dead ones left out */
	uint32_t traceable_count; /* of these, with an ftrace location */
	uint32_t reserved;	  /* zero */
} kv_unit;

/* The unit that defines a static variable, if the debug information tells. Sorted by symbol. */
typedef struct kv_variable {
	uint32_t symbol; /* local, writable data */
	uint32_t unit;	 /* kv_unit */
} kv_variable;

/* A list of ids inside the index: symbols, functions or sources, as the call says. */
typedef struct kv_ids {
	const uint32_t *id;
	uint32_t count;
} kv_ids;

/* Where a sorted table holds a run of records: ids first .. first + count - 1. */
typedef struct kv_run {
	uint32_t first, count;
} kv_run;

/*
 * Maps the index at @path and verifies it completely (magic, version, byte order, checksum, every
 * id in range). KV_ERROR_INPUT when it does not verify, KV_ERROR_USAGE when there is no such file.
 */
kv_index *kv_index_open(const char *path, GError **error);
/* The same over memory that the index takes over; @path is its name in messages. */
kv_index *kv_index_from_bytes(const char *path, GBytes *bytes, GError **error);
void kv_index_free(kv_index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_index, kv_index_free)

/* Calls @visit with what a reader is told the size of, in the order of the tables. */
typedef void (*kv_index_counted)(const char *title, uint32_t count, gpointer data);
void kv_index_count(const kv_index *index, kv_index_counted visit, gpointer data);

/* Identity. Strings are owned by the index and empty, never NULL, when unknown. */
const char *kv_index_release(const kv_index *index);	 /* uname -r */
const char *kv_index_banner(const kv_index *index);	 /* linux_banner without its newline */
const char *kv_index_vermagic(const kv_index *index);	 /* the vermagic modules must show */
const char *kv_index_build_id(const kv_index *index);	 /* lower-case hexadecimal */
const char *kv_index_source_path(const kv_index *index); /* the file it was built from */
const char *kv_index_module(const kv_index *index);	 /* module name; empty for vmlinux */
uint16_t kv_index_machine(const kv_index *index);	 /* EM_* */
/*
 * The checksum of module_layout, which a vmlinux with CONFIG_MODVERSIONS compares with a module's
 * before anything else (check_modstruct_version() of kernel/module/version.c); -1: unknown.
 */
int64_t kv_index_module_layout_crc(const kv_index *index);
uint64_t kv_index_source_size(const kv_index *index);
int64_t kv_index_source_modified(const kv_index *index);
/* The same of the other half of an image whose debug information was split off; else empty, 0. */
const char *kv_index_half_path(const kv_index *index);
uint64_t kv_index_half_size(const kv_index *index);
int64_t kv_index_half_modified(const kv_index *index);

/* What the index was built from. */
bool kv_index_has_dwarf(const kv_index *index); /* sources, functions, copies are complete */
/* There is DWARF, but it cannot all be read: sources, functions and copies lack what could not. */
bool kv_index_has_damaged_dwarf(const kv_index *index);
bool kv_index_has_ftrace(const kv_index *index); /* there is a table of ftrace locations */
bool kv_index_has_klp_layout(const kv_index *index, kv_klp_layout *layout);
/* KSYM_NAME_LEN and MODULE_NAME_LEN from struct kallsym_iter (kernel/kallsyms.c); 0: unknown. */
uint32_t kv_index_ksym_name_len(const kv_index *index);
uint32_t kv_index_module_name_len(const kv_index *index);
/*
 * Whether something called @name is built into this vmlinux, as far as its symbols tell: KV_YES
 * when it holds an initcall of that name, else KV_UNKNOWN. Files that cannot be modules have such
 * names too.
 */
kv_fact kv_index_has_builtin(const kv_index *index, const char *name);

/* The string a record names; owned by the index. */
const char *kv_index_string(const kv_index *index, uint32_t string);

uint32_t kv_index_symbol_count(const kv_index *index);
const kv_symbol *kv_index_symbol(const kv_index *index, uint32_t symbol);
/* Every symbol of exactly that name, in position order (position 1 first). */
kv_ids kv_index_symbols_named(const kv_index *index, const char *name);
/* Every symbol whose name begins with @prefix, by name, then position. */
kv_ids kv_index_symbols_prefixed(const kv_index *index, const char *prefix);
/* Every symbol at exactly that address. */
kv_ids kv_index_symbols_at(const kv_index *index, uint64_t address);

/* All ftrace locations, ascending. */
const uint64_t *kv_index_ftrace(const kv_index *index, uint32_t *count);
/* The first ftrace location in [@begin, @end), counting into @count how many there are. */
uint64_t kv_index_ftrace_between(const kv_index *index, uint64_t begin, uint64_t end,
				 uint32_t *count);

uint32_t kv_index_source_count(const kv_index *index);
const kv_source *kv_index_source(const kv_index *index, uint32_t source);
/* The source functions of that name: a run of source ids, ordered by file and line. */
kv_run kv_index_sources_named(const kv_index *index, const char *name);
/* Bodies of @source (kv_function ids), by address. */
kv_ids kv_index_functions_of(const kv_index *index, uint32_t source);

uint32_t kv_index_function_count(const kv_index *index);
const kv_function *kv_index_function(const kv_index *index, uint32_t function);

uint32_t kv_index_copy_count(const kv_index *index);
/* Copy records of @source are first_copy .. first_copy + copy_count - 1. */
const kv_copy *kv_index_copy(const kv_index *index, uint32_t copy);

uint32_t kv_index_unit_count(const kv_index *index);
const kv_unit *kv_index_unit(const kv_index *index, uint32_t unit);

uint32_t kv_index_variable_count(const kv_index *index);
const kv_variable *kv_index_variable(const kv_index *index, uint32_t variable);
/* The unit that defines the static variable @symbol, or KV_NONE: not known, or no such variable. */
uint32_t kv_index_variable_unit(const kv_index *index, uint32_t symbol);

#endif
