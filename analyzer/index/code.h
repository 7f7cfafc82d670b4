/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_CODE_H
#define KV_INDEX_CODE_H

#include "index/index.h"

/*
 * What the index knows of machine code and of the tables that lead into it. A piece of code is
 * named by its symbol: of several symbols at one address the best one (a function; global before
 * weak before local; lowest id), see kv_index_code_at(). Cold parts belong to their function.
 */

typedef enum {
	KV_CALL_CALL, /* call, or call of a static-call trampoline (callee: its symbol __SCT__x) */
	KV_CALL_TAIL, /* jump to another function */
	KV_CALL_TAIL_CONDITIONAL, /* conditional jump to another function */
	KV_CALL_INDIRECT,	  /* through a pointer; retpoline thunks included */
	KV_CALL_INDIRECT_TAIL,
	KV_CALL_KIND_COUNT,
} kv_call_kind;

typedef enum {
	/* callee is a string: the name of a symbol that another image defines (modules only). */
	KV_CALL_EXTERNAL = 1 << 0,
	KV_CALL_FROM_COLD = 1 << 1, /* stands in the cold part */
	/* Its function has a conditional jump, or it stands behind a jump or a return. */
	KV_CALL_AMONG_BRANCHES = 1 << 2,
} kv_call_flags;

/* One call site. Grouped by caller, in order of address; callers in order of their ids. */
typedef struct kv_call {
	uint32_t site;	 /* offset of the instruction from kv_index_text_base() */
	uint32_t callee; /* symbol, or string (KV_CALL_EXTERNAL), or KV_NONE when indirect */
	uint32_t source; /* innermost kv_source inlined at the site or the function's own; or
			    KV_NONE */
	uint8_t kind;	 /* kv_call_kind */
	uint8_t flags;	 /* kv_call_flags */
	uint16_t reserved;
} kv_call;

/* One run of machine code without gaps. Sorted by offset; no two overlap. */
typedef struct kv_piece {
	uint32_t offset; /* from kv_index_text_base() */
	uint32_t size;
	uint32_t owner; /* symbol (best): the function; of a cold part, the one it was split from */
} kv_piece;

/* The call edges are known: the calls below are all there are, but for code that has no symbol. */
bool kv_index_has_code(const kv_index *index);
uint64_t kv_index_text_base(const kv_index *index);

uint32_t kv_index_piece_count(const kv_index *index);
const kv_piece *kv_index_piece(const kv_index *index, uint32_t piece);
/* The owner of the piece that holds @address, or KV_NONE. */
uint32_t kv_index_code_around(const kv_index *index, uint64_t address);
/* The same, if a piece begins or a symbol of text stands at exactly @address; else KV_NONE. */
uint32_t kv_index_code_at(const kv_index *index, uint64_t address);
/*
 * The symbol that stands for the code that @symbol names: of an alias, a cold part or a label in
 * a function that function's best symbol; itself when no piece holds it.
 */
uint32_t kv_index_code_of(const kv_index *index, uint32_t symbol);

uint32_t kv_index_call_count(const kv_index *index);
const kv_call *kv_index_call(const kv_index *index, uint32_t call);
uint32_t kv_index_caller(const kv_index *index, uint32_t call); /* symbol */
/* The functions that make calls, by symbol: the one at position @caller, and its calls. */
uint32_t kv_index_caller_count(const kv_index *index);
kv_run kv_index_caller_at(const kv_index *index, uint32_t caller, uint32_t *symbol);
/* Calls made by the code of @symbol: a run of call ids. */
kv_run kv_index_calls_from(const kv_index *index, uint32_t symbol);
/* Direct calls of the code of @symbol (any of its names): call ids, by caller. */
kv_ids kv_index_calls_to(const kv_index *index, uint32_t symbol);
/* Of a module: its calls of a symbol of that name defined elsewhere. */
kv_ids kv_index_calls_to_external(const kv_index *index, const char *name);

/* One place that holds the address of a function. Grouped by target. */
typedef struct kv_pointer {
	uint32_t target; /* symbol (best) */
	uint32_t holder; /* symbol of the object or (KV_POINTER_IN_CODE) code; or KV_NONE */
	uint32_t offset; /* of the pointer in the holder */
	uint32_t type;	 /* string: "file_operations"; empty when DWARF does not tell */
	uint32_t member; /* string: "unlocked_ioctl", "ops.open", "[3].handler"; empty likewise */
	uint32_t flags;	 /* kv_pointer_flags */
} kv_pointer;

typedef enum {
	KV_POINTER_IN_CODE = 1 << 0, /* an immediate or address operand of an instruction */
} kv_pointer_flags;

uint32_t kv_index_pointer_count(const kv_index *index);
const kv_pointer *kv_index_pointer(const kv_index *index, uint32_t pointer);
kv_run kv_index_pointers_to(const kv_index *index, uint32_t symbol); /* run of pointer ids */
kv_ids kv_index_pointers_in(const kv_index *index, uint32_t holder); /* by offset */

/* One entry of a system call table, as it is wired. Sorted by (abi, number). */
typedef enum {
	KV_ABI_NATIVE,
	KV_ABI_IA32, /* the 32-bit (compat) ABI of any architecture */
	KV_ABI_X32,
	KV_ABI_COUNT,
} kv_abi;

typedef struct kv_syscall {
	uint32_t abi;
	uint32_t number;
	uint32_t entry; /* symbol (best) */
	/* String: normalised base name, "getrlimit"; __x64_sys_, __ia32_compat_sys_, ia32_, _time32
	 * ... are removed. */
	uint32_t base;
} kv_syscall;
uint32_t kv_index_syscall_count(const kv_index *index);
const kv_syscall *kv_index_syscall(const kv_index *index, uint32_t syscall);
kv_run kv_index_syscalls_of(const kv_index *index, kv_abi abi);
/* Its table was found, or is known not to exist. */
bool kv_index_has_syscalls(const kv_index *index, kv_abi abi);

typedef enum {
	KV_THREAD_EXTERNAL = 1 << 0, /* main is a string: a symbol that another image defines */
	/* Not main itself: the main function of the thread calls it, each time it returns. */
	KV_THREAD_CALLED = 1 << 1,
} kv_thread_flags;

/* One main function of a kernel thread. Sorted by (main, creator), external ones last. */
typedef struct kv_thread {
	uint32_t main; /* symbol (best), or string when KV_THREAD_EXTERNAL */
	/* Symbol: the function that starts it, or the object (smp_hotplug_thread); or KV_NONE. */
	uint32_t creator;
	uint32_t through; /* string: "kthread_create_on_node", "smp_hotplug_thread.thread_fn" ... */
	uint32_t flags;	  /* kv_thread_flags */
} kv_thread;
uint32_t kv_index_thread_count(const kv_index *index);
const kv_thread *kv_index_thread(const kv_index *index, uint32_t thread);
kv_run kv_index_threads_of(const kv_index *index, uint32_t symbol); /* by main */

/* One loop (strongly connected component of the control flow) of the code of a symbol. Grouped by
 * owner. */
typedef struct kv_loop {
	uint32_t owner;	 /* symbol (best) */
	uint32_t source; /* kv_source the loop stands in (innermost inlined at its head), or KV_NONE
			  */
	uint32_t signature; /* hash over the sorted names of the functions it calls; 0: none */
	uint32_t flags;	    /* kv_loop_flags, see code/flow.h */
} kv_loop;
uint32_t kv_index_loop_count(const kv_index *index);
const kv_loop *kv_index_loop(const kv_index *index, uint32_t loop);
kv_run kv_index_loops_of(const kv_index *index, uint32_t symbol);

#endif
