/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_SYSCALLS_H
#define KV_IMAGE_SYSCALLS_H

#include <glib.h>

#include "index/code.h"

/* System calls: by which names functions of the kernel enter and implement them. */

/* How messages call the programs of @abi: "64-bit", "32-bit", "x32". */
const char *kv_abi_programs(kv_abi abi);
/*
 * The entries and bodies of the system call that @name, which no symbol has, may stand for: over
 * all architectures, one name for each address. A new array of (element-type kv_symbol), the
 * symbols owned by the index.
 */
GPtrArray *kv_index_syscall_entries(const kv_index *index, const char *name);
/*
 * Whether @name is one of an inner function of a system call ("__do_sys_read", "sys_read") that
 * has entries by other names.
 */
bool kv_index_names_inner_syscall(const kv_index *index, const char *name);
/*
 * The body of a system call that is inlined into its entry @symbol ("__do_sys_read"), or NULL when
 * the entry calls it or is something else.
 */
const kv_source *kv_symbol_syscall_body(const kv_index *index, const kv_symbol *symbol);
/* "64-bit, x32": for which programs @symbol is wired as an entry; NULL: none, as far as known. */
char *kv_symbol_wired_for(const kv_index *index, const kv_symbol *symbol);
/*
 * Calls without arguments are one function under several names. The symbol by whose name the source
 * of the table means the entry of @call; and the same for @symbol of the first table that has it,
 * itself when none has.
 */
uint32_t kv_syscall_symbol(const kv_index *index, const kv_syscall *call);
uint32_t kv_symbol_entry(const kv_index *index, uint32_t symbol);
/* Whether any system call table has it. */
kv_fact kv_symbol_is_wired(const kv_index *index, const kv_symbol *symbol);

#endif
