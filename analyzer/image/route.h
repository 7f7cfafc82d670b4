/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_ROUTE_H
#define KV_IMAGE_ROUTE_H

#include <glib.h>
#include <stdint.h>

#include "index/code.h"

/*
 * The ways on which the kernel comes to a function: from system calls, from the pointers of
 * operation tables and the like, and from threads. Plain data, no pointer into the index.
 */

/* How many ways of one kind are told; kv_routes.count tells of all. */
enum { KV_ROUTES_KEPT = 50 };

/* A shortest way. */
typedef struct kv_route {
	char *name; /* of the system call, of "object.member", or of the thread's main function */
	char *type; /* of an object's pointer: "file_operations"; of a thread: what started it */
	gint64 number;	 /* of the system call; -1 otherwise */
	GPtrArray *path; /* (element-type utf8): functions, from where the kernel enters */
	/*
	 * Another body of the function, such as a clone, and a function with an inlined copy that
	 * can be reached from there, or NULL. Without any way to the function itself, the path ends
	 * with the nearer one.
	 */
	char *body, *copy;
} kv_route;

typedef struct kv_routes {
	bool known;
	guint count;
	GPtrArray *shortest; /* (element-type kv_route): shortest first */
} kv_routes;

/* All ways to one function. */
typedef struct kv_entrances {
	const char *unknown; /* why nothing is known; NULL otherwise */
	kv_routes syscalls[KV_ABI_COUNT];
	kv_routes tables;
	kv_routes threads;
} kv_entrances;

/*
 * The ways to @symbol of @index, to @bodies (element-type guint32: symbols), which are other bodies
 * of the same function, or to functions that carry an inlined copy of @source; the first KV_NONE,
 * the others NULL when there is none.
 */
kv_entrances *kv_entrances_new(const kv_index *index, uint32_t symbol, const GArray *bodies,
			       const kv_source *source);
void kv_entrances_free(kv_entrances *entrances);

#endif
