/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_HOSTS_H
#define KV_IMAGE_HOSTS_H

#include <glib.h>

#include "image/reach.h"
#include "index/index.h"

/* Bodies that carry the code of other functions, because the compiler inlined it there. */

/* A body that holds inlined copies of a source function, and how many of them. */
typedef struct kv_host {
	uint32_t function; /* kv_function */
	uint32_t copies;
} kv_host;

/* The symbol of @host that messages name. */
const kv_symbol *kv_host_symbol(const kv_index *index, const kv_host *host);

/*
 * The bodies that hold real copies of @source and can still run: none that are dead, in init or in
 * exit text. Each once, in the order of their first copy; (element-type kv_host), the caller's.
 */
GArray *kv_source_hosts(const kv_index *index, const kv_source *source);
/*
 * The same for copies that left no code of their own: computed at build time, or merged into the
 * instructions around them. A body that holds a real copy as well is left out.
 */
GArray *kv_source_vanished_hosts(const kv_index *index, const kv_source *source);
/*
 * Symbols of functions without debug information of their own code that are as long as one of
 * @hosts (element-type kv_host) of the same file, and so probably equal to it; free with
 * g_ptr_array_unref().
 */
GPtrArray *kv_index_host_twins(const kv_index *index, const GArray *hosts);
/* Whether DWARF shows real copies of source functions of that name, but no body of one. */
bool kv_index_inlined_away(const kv_index *index, const char *name);
/* How many of @hosts never leave the stack of a kernel thread (kv_index_stay()); the first. */
guint kv_hosts_that_stay(const kv_index *index, const GArray *hosts, const kv_symbol **first);
/* What reaches any body with a copy of @source by direct calls; nothing if @source is NULL. */
kv_reach *kv_reach_copies_new(const kv_index *index, const kv_source *source);

#endif
