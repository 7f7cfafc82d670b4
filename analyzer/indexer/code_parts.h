/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_PARTS_H
#define KV_INDEXER_CODE_PARTS_H

#include "indexer/code.h"

/*
 * The parts, in the order in which they begin, visit and finish. Each is in the file of its name.
 */
extern const kv_code_part kv_code_calls;    /* fills `calls` */
extern const kv_code_part kv_code_pointers; /* fills `pointers` */
extern const kv_code_part kv_code_syscalls; /* fills `syscalls`, `known_syscalls` */
extern const kv_code_part kv_code_threads;  /* fills `threads` */
extern const kv_code_part kv_code_loops;    /* fills `loops` */

#endif
