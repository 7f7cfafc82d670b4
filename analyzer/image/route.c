/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/route.h"

#include "image/hosts.h"
#include "image/reach.h"
#include "image/syscalls.h"

/* What the search for ways has at hand. */
typedef struct kv_search {
	const kv_index *index;
	kv_reach *calls;  /* what reaches the function */
	kv_reach *bodies; /* what reaches another body of it */
	kv_reach *copies; /* what reaches a function that carries a copy of it */
	bool *entries;	  /* by symbol: whether it is an entry of a system call */
} kv_search;

static void route_free(kv_route *route)
{
	g_free(route->name);
	g_free(route->type);
	g_free(route->body);
	g_free(route->copy);
	g_ptr_array_unref(route->path);
	g_free(route);
}

static const char *symbol_name(const kv_index *index, uint32_t symbol)
{
	return kv_index_string(index, kv_index_symbol(index, symbol)->name);
}

static bool is_reached(const kv_search *search, uint32_t from)
{
	return kv_reach_contains(search->calls, from) || kv_reach_contains(search->bodies, from) ||
	       kv_reach_contains(search->copies, from);
}

/* Whether @reach has a way from @from, and a shorter one than @other. */
static bool is_nearer(const kv_reach *reach, const kv_reach *other, uint32_t from)
{
	return kv_reach_contains(reach, from) &&
	       (!kv_reach_contains(other, from) ||
		kv_reach_distance(reach, from) < kv_reach_distance(other, from));
}

/* The way that is told of those from @from: to the function itself, if there is one. */
static const kv_reach *best_reach(const kv_search *search, uint32_t from)
{
	if (kv_reach_contains(search->calls, from))
		return search->calls;
	return is_nearer(search->bodies, search->copies, from) ? search->bodies : search->copies;
}

/* The way from @from, which is called @as there. */
static GArray *path_from(const kv_reach *reach, uint32_t from, uint32_t as)
{
	GArray *path = kv_reach_path(reach, from);

	if (path->len > 0)
		g_array_index(path, guint32, 0) = as;
	return path;
}

/* The name of the function that the way from @from ends with; NULL without a way. */
static char *end_of(const kv_search *search, const kv_reach *reach, uint32_t from, uint32_t as)
{
	g_autoptr(GArray) path = path_from(reach, from, as);

	if (path->len == 0)
		return NULL;
	return g_strdup(symbol_name(search->index, g_array_index(path, guint32, path->len - 1)));
}

/* The way from @from, which is called @as; @name is taken over. */
static kv_route *route_new(const kv_search *search, uint32_t from, uint32_t as, char *name)
{
	g_autoptr(GArray) path = path_from(best_reach(search, from), from, as);
	kv_route *route = g_new0(kv_route, 1);

	route->name = name;
	route->number = -1;
	route->path = g_ptr_array_new_full(path->len, g_free);
	for (guint i = 0; i < path->len; i++)
		g_ptr_array_add(
			route->path,
			g_strdup(symbol_name(search->index, g_array_index(path, guint32, i))));
	route->body = end_of(search, search->bodies, from, as);
	route->copy = end_of(search, search->copies, from, as);
	return route;
}

/* Where a way may begin: the function, and what leads to it (system call, pointer, thread). */
typedef struct kv_start {
	uint32_t from, id;
	guint length;
} kv_start;

static void add_start(GArray *starts, const kv_search *search, uint32_t from, uint32_t id)
{
	kv_start start = {.from = from, .id = id};

	start.length = kv_reach_distance(best_reach(search, from), from);
	g_array_append_val(starts, start);
}

static int compare_starts(gconstpointer a, gconstpointer b)
{
	const kv_start *left = a, *right = b;

	if (left->length != right->length)
		return left->length < right->length ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

typedef kv_route *(*kv_describe)(const kv_search *search, const kv_start *start);

/* Describes the shortest of @starts, which it takes over. */
static void describe(kv_routes *routes, const kv_search *search, GArray *starts, bool known,
		     kv_describe describe_start)
{
	routes->known = known;
	routes->count = starts->len;
	routes->shortest = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
	g_array_sort(starts, compare_starts);
	for (guint i = 0; i < starts->len && i < KV_ROUTES_KEPT; i++)
		g_ptr_array_add(routes->shortest,
				describe_start(search, &g_array_index(starts, kv_start, i)));
	g_array_unref(starts);
}

static GArray *starts_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(kv_start));
}

static kv_route *describe_syscall(const kv_search *search, const kv_start *start)
{
	const kv_syscall *call = kv_index_syscall(search->index, start->id);
	const char *base = kv_index_string(search->index, call->base);
	kv_route *route = route_new(search, start->from, kv_syscall_symbol(search->index, call),
				    g_strdup(base));

	route->number = call->number;
	return route;
}

static void add_syscalls(kv_entrances *entrances, const kv_search *search)
{
	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++) {
		kv_run run = kv_index_syscalls_of(search->index, abi);
		GArray *starts = starts_new();

		for (uint32_t i = 0; i < run.count; i++) {
			uint32_t entry = kv_index_syscall(search->index, run.first + i)->entry;

			search->entries[entry] = true;
			if (is_reached(search, entry))
				add_start(starts, search, entry, run.first + i);
		}
		describe(&entrances->syscalls[abi], search, starts,
			 kv_index_has_syscalls(search->index, abi), describe_syscall);
	}
}

static kv_route *describe_pointer(const kv_search *search, const kv_start *start)
{
	const kv_index *index = search->index;
	const kv_pointer *pointer = kv_index_pointer(index, start->id);
	const char *object = symbol_name(index, pointer->holder);
	const char *member = kv_index_string(index, pointer->member);
	kv_route *route;

	route = route_new(
		search, start->from, start->from,
		member[0] ? g_strdup_printf("%s%s%s", object, member[0] == '[' ? "" : ".", member)
			  : g_strdup_printf("%s+%#x", object, pointer->offset));
	route->type = g_strdup(kv_index_string(index, pointer->type));
	return route;
}

/* Pointers in code start something: threads, timers, callbacks; their objects are not known. */
static void add_tables(kv_entrances *entrances, const kv_search *search)
{
	GArray *starts = starts_new();

	for (uint32_t i = 0; i < kv_index_pointer_count(search->index); i++) {
		const kv_pointer *pointer = kv_index_pointer(search->index, i);

		if (!(pointer->flags & KV_POINTER_IN_CODE) && pointer->holder != KV_NONE &&
		    !search->entries[pointer->target] && is_reached(search, pointer->target))
			add_start(starts, search, pointer->target, i);
	}
	describe(&entrances->tables, search, starts, true, describe_pointer);
}

static kv_route *describe_thread(const kv_search *search, const kv_start *start)
{
	const kv_thread *thread = kv_index_thread(search->index, start->id);
	kv_route *route;

	route = route_new(search, start->from, start->from,
			  g_strdup(symbol_name(search->index, start->from)));
	route->type = g_strdup(kv_index_string(search->index, thread->through));
	return route;
}

static void add_threads(kv_entrances *entrances, const kv_search *search)
{
	GArray *starts = starts_new();
	uint32_t last = KV_NONE;

	for (uint32_t i = 0; i < kv_index_thread_count(search->index); i++) {
		const kv_thread *thread = kv_index_thread(search->index, i);

		/* Threads stand together by their main function. */
		if (thread->flags & KV_THREAD_EXTERNAL || thread->main == last)
			continue;
		last = thread->main;
		if (is_reached(search, thread->main))
			add_start(starts, search, thread->main, i);
	}
	describe(&entrances->threads, search, starts, true, describe_thread);
}

kv_entrances *kv_entrances_new(const kv_index *index, uint32_t symbol, const GArray *bodies,
			       const kv_source *source)
{
	kv_search search = {
		.index = index,
		.calls = kv_reach_new(index, &symbol, symbol == KV_NONE ? 0 : 1, KV_REACH_LIMIT),
		.bodies = kv_reach_new(index, bodies ? (const uint32_t *)bodies->data : NULL,
				       bodies ? bodies->len : 0, KV_REACH_LIMIT),
		.copies = kv_reach_copies_new(index, source),
		.entries = g_new0(bool, kv_index_symbol_count(index)),
	};
	kv_entrances *entrances = g_new0(kv_entrances, 1);

	if (!kv_index_has_code(index))
		entrances->unknown = "the calls of its code are not known";
	add_syscalls(entrances, &search);
	add_tables(entrances, &search);
	add_threads(entrances, &search);
	kv_reach_free(search.calls);
	kv_reach_free(search.bodies);
	kv_reach_free(search.copies);
	g_free(search.entries);
	return entrances;
}

void kv_entrances_free(kv_entrances *entrances)
{
	if (!entrances)
		return;

	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++)
		g_ptr_array_unref(entrances->syscalls[abi].shortest);
	g_ptr_array_unref(entrances->tables.shortest);
	g_ptr_array_unref(entrances->threads.shortest);
	g_free(entrances);
}
