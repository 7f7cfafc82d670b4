/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/route.h"

#include <string.h>

#include "engine/reach.h"
#include "engine/rule.h"

/* What the search for ways has at hand. */
typedef struct kv_search {
	const kv_index *index;
	kv_reach *calls;  /* what reaches the function */
	kv_reach *copies; /* what reaches a function that carries a copy of it */
	bool *entries;	  /* by symbol: whether it is an entry of a system call */
} kv_search;

const char *kv_abi_programs(kv_abi abi)
{
	static const char *const names[KV_ABI_COUNT] = {
		[KV_ABI_NATIVE] = "64-bit",
		[KV_ABI_IA32] = "32-bit",
		[KV_ABI_X32] = "x32",
	};

	return names[abi];
}

static void route_free(kv_route *route)
{
	g_free(route->name);
	g_free(route->type);
	g_free(route->copy);
	g_ptr_array_unref(route->path);
	g_free(route);
}

static void routes_init(kv_routes *routes, bool known)
{
	routes->known = known;
	routes->shortest = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
}

static const char *symbol_name(const kv_index *index, uint32_t symbol)
{
	return kv_index_string(index, kv_index_symbol(index, symbol)->name);
}

static bool is_reached(const kv_search *search, uint32_t from)
{
	return kv_reach_contains(search->calls, from) || kv_reach_contains(search->copies, from);
}

/* The way from @from; @name is taken over. */
static kv_route *route_new(const kv_search *search, uint32_t from, char *name)
{
	g_autoptr(GArray) calls = kv_reach_path(search->calls, from);
	g_autoptr(GArray) copies = kv_reach_path(search->copies, from);
	const GArray *path = calls->len > 0 ? calls : copies;
	kv_route *route = g_new0(kv_route, 1);

	route->name = name;
	route->number = -1;
	route->path = g_ptr_array_new_full(path->len, g_free);
	for (guint i = 0; i < path->len; i++)
		g_ptr_array_add(route->path, g_strdup(symbol_name(search->index,
								  g_array_index(path, guint32, i))));
	if (copies->len > 0)
		route->copy = g_strdup(symbol_name(
			search->index, g_array_index(copies, guint32, copies->len - 1)));
	return route;
}

static int compare_routes(gconstpointer a, gconstpointer b)
{
	const kv_route *left = *(const kv_route *const *)a, *right = *(const kv_route *const *)b;

	if (left->path->len != right->path->len)
		return left->path->len < right->path->len ? -1 : 1;
	return strcmp(left->name, right->name);
}

static void keep_shortest(kv_routes *routes)
{
	g_ptr_array_sort(routes->shortest, compare_routes);
	routes->count = routes->shortest->len;
	if (routes->count > KV_ROUTES_KEPT)
		g_ptr_array_set_size(routes->shortest, KV_ROUTES_KEPT);
}

static void add_syscalls(kv_entrances *entrances, const kv_search *search)
{
	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++) {
		kv_routes *routes = &entrances->syscalls[abi];
		kv_run run = kv_index_syscalls_of(search->index, abi);

		routes_init(routes, kv_index_has_syscalls(search->index, abi));
		for (uint32_t i = 0; i < run.count; i++) {
			const kv_syscall *call = kv_index_syscall(search->index, run.first + i);
			const char *base = kv_index_string(search->index, call->base);
			kv_route *route;

			search->entries[call->entry] = true;
			if (!is_reached(search, call->entry))
				continue;
			route = route_new(search, call->entry, g_strdup(base));
			route->number = call->number;
			g_ptr_array_add(routes->shortest, route);
		}
		keep_shortest(routes);
	}
}

static char *pointer_name(const kv_index *index, const kv_pointer *pointer)
{
	const char *object = symbol_name(index, pointer->holder);
	const char *member = kv_index_string(index, pointer->member);

	if (!member[0])
		return g_strdup_printf("%s+%#x", object, pointer->offset);
	return g_strdup_printf("%s%s%s", object, member[0] == '[' ? "" : ".", member);
}

/* Pointers in code start something: threads, timers, callbacks; their objects are not known. */
static void add_tables(kv_entrances *entrances, const kv_search *search)
{
	kv_routes *routes = &entrances->tables;

	routes_init(routes, true);
	for (uint32_t i = 0; i < kv_index_pointer_count(search->index); i++) {
		const kv_pointer *pointer = kv_index_pointer(search->index, i);
		kv_route *route;

		if (pointer->flags & KV_POINTER_IN_CODE || pointer->holder == KV_NONE ||
		    search->entries[pointer->target] || !is_reached(search, pointer->target))
			continue;
		route = route_new(search, pointer->target, pointer_name(search->index, pointer));
		route->type = g_strdup(kv_index_string(search->index, pointer->type));
		g_ptr_array_add(routes->shortest, route);
	}
	keep_shortest(routes);
}

static void add_threads(kv_entrances *entrances, const kv_search *search)
{
	kv_routes *routes = &entrances->threads;
	uint32_t last = KV_NONE;

	routes_init(routes, true);
	for (uint32_t i = 0; i < kv_index_thread_count(search->index); i++) {
		const kv_thread *thread = kv_index_thread(search->index, i);
		kv_route *route;

		/* Threads stand together by their main function. */
		if (thread->flags & KV_THREAD_EXTERNAL || thread->main == last ||
		    !is_reached(search, thread->main))
			continue;
		last = thread->main;
		route = route_new(search, thread->main,
				  g_strdup(symbol_name(search->index, thread->main)));
		route->type = g_strdup(kv_index_string(search->index, thread->through));
		g_ptr_array_add(routes->shortest, route);
	}
	keep_shortest(routes);
}

kv_entrances *kv_entrances_new(const kv_index *index, uint32_t symbol, const kv_source *source)
{
	kv_search search = {
		.index = index,
		.calls = kv_reach_new(index, &symbol, symbol == KV_NONE ? 0 : 1, KV_REACH_LIMIT),
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
