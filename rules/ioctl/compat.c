/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

/* A function that more handlers reach is a service of its subsystem, no part of one. */
enum { HANDLERS_LIMIT = 8, OBJECTS_SHOWN = 10 };

/* Members of the kernel's operation tables that do one thing for 64-bit and for 32-bit programs. */
static const struct {
	const char *native, *compat;
} pairs[] = {
	{"unlocked_ioctl", "compat_ioctl"},   /* file_operations, snd_info_entry_ops ... */
	{"ioctl", "compat_ioctl"},	      /* block_device_operations, proto_ops, tty_operations */
	{"unlocked_ioctl", "compat_ioctl32"}, /* v4l2_file_operations */
	{"vidioc_default", "compat_ioctl32"},
};

/* Those that only convert the argument and call the other member of the same object. */
static const char *const forwarders[] = {
	"compat_ptr_ioctl",	  /* fs/ioctl.c */
	"blkdev_compat_ptr_ioctl", /* block/ioctl.c */
};

/* An object whose handler for 64-bit programs reaches the patched function. */
typedef struct kv_pair {
	const kv_pointer *native, *compat;
} kv_pair;

/* "unlocked_ioctl" of "ops.unlocked_ioctl"; @length gets how much stands before it. */
static const char *last_member(const char *member, size_t *length)
{
	const char *dot = strrchr(member, '.');

	*length = dot ? (size_t)(dot + 1 - member) : 0;
	return member + *length;
}

static bool is_forwarder(const kv_index *index, uint32_t symbol)
{
	const char *name = kv_index_string(index, kv_index_symbol(index, symbol)->name);

	for (gsize i = 0; i < G_N_ELEMENTS(forwarders); i++) {
		if (strcmp(name, forwarders[i]) == 0)
			return true;
	}
	return false;
}

/* The member of the object of @native that does the same for 32-bit programs; NULL: none. */
static const kv_pointer *find_compat(const kv_index *index, const kv_pointer *native)
{
	const char *member = kv_index_string(index, native->member);
	kv_ids others = kv_index_pointers_in(index, native->holder);
	size_t before, other_before;
	const char *last = last_member(member, &before);

	for (uint32_t i = 0; i < others.count; i++) {
		const kv_pointer *other = kv_index_pointer(index, others.id[i]);
		const char *name = kv_index_string(index, other->member);
		const char *other_last = last_member(name, &other_before);

		if (other_before != before || strncmp(name, member, before) != 0)
			continue;
		for (gsize j = 0; j < G_N_ELEMENTS(pairs); j++) {
			if (strcmp(last, pairs[j].native) == 0 &&
			    strcmp(other_last, pairs[j].compat) == 0)
				return other;
		}
	}
	return NULL;
}

static bool is_native_member(const kv_index *index, const kv_pointer *pointer)
{
	size_t before;
	const char *last = last_member(kv_index_string(index, pointer->member), &before);

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		if (strcmp(last, pairs[i].native) == 0)
			return true;
	}
	return false;
}

/* Whether another patched function is on the way from @handler. */
static bool is_patched_elsewhere(kv_check *check, const kv_patched *patched, uint32_t handler)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *other = g_ptr_array_index(all, i);

		if (other != patched && other->index == patched->index &&
		    other->symbol != KV_NONE &&
		    kv_reach_contains(kv_check_reach(check, other), handler))
			return true;
	}
	return false;
}

/*
 * The objects whose handler of ioctls reaches the patched function, but whose handler for 32-bit
 * programs does not: (element-type kv_pair). @handlers gets how many handlers reach it at all.
 */
static GArray *find_pairs(kv_check *check, const kv_patched *patched, guint *handlers)
{
	const kv_index *index = patched->index;
	const kv_reach *reach = kv_check_reach(check, patched);
	GArray *found = g_array_new(FALSE, FALSE, sizeof(kv_pair));
	uint32_t last = KV_NONE;

	*handlers = 0;
	for (uint32_t i = 0; i < kv_index_pointer_count(index); i++) {
		const kv_pointer *native = kv_index_pointer(index, i);
		kv_pair pair = {.native = native};

		if (!kv_reach_contains(reach, native->target) || native->holder == KV_NONE ||
		    native->flags & KV_POINTER_IN_CODE || !is_native_member(index, native))
			continue;
		/* Pointers stand together by target. */
		*handlers += native->target != last;
		last = native->target;
		pair.compat = find_compat(index, native);
		if (!pair.compat || kv_reach_contains(reach, pair.compat->target) ||
		    is_forwarder(index, pair.compat->target) ||
		    is_patched_elsewhere(check, patched, pair.compat->target))
			continue;
		g_array_append_val(found, pair);
	}
	return found;
}

static void add_pair(kv_finding *finding, const kv_patched *patched, const kv_reach *reach,
		     const kv_pair *pair)
{
	const kv_index *index = patched->index;
	const kv_symbol *compat = kv_index_symbol(index, pair->compat->target);
	const kv_symbol *native = kv_index_symbol(index, pair->native->target);
	const char *object =
		kv_index_string(index, kv_index_symbol(index, pair->native->holder)->name);
	g_autoptr(GArray) way = kv_reach_path(reach, pair->native->target);
	g_autofree char *text = kv_path_text(index, way);

	kv_finding_add_symbol(finding, index, native, "%s.%s: %s", object,
			      kv_index_string(index, pair->native->member), text);
	kv_finding_add_symbol(finding, index, compat, "%s.%s: without it; %s", object,
			      kv_index_string(index, pair->compat->member),
			      kv_symbol_patchability(index, compat));
}

static void report(kv_check *check, const kv_patched *patched, const GArray *found)
{
	const kv_index *index = patched->index;
	const kv_pair *first = &g_array_index(found, kv_pair, 0);
	const char *object =
		kv_index_string(index, kv_index_symbol(index, first->native->holder)->name);
	const char *compat = kv_index_string(
		index, kv_index_symbol(index, first->compat->target)->name);
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "%s.%s reaches it, but %s.%s, which is %s, does not", object,
				  kv_index_string(index, first->native->member), object,
				  kv_index_string(index, first->compat->member), compat);
	kv_finding_set_consequence(finding,
				   "loads it; an ioctl of a 32-bit program does not run %s, so a "
				   "defect that its way has too stays",
				   kv_patched_name(patched));
	kv_finding_set_remedy(finding,
			      "read %s; if the defect is on its way too, fix it there in the same "
			      "livepatch, or in a function that both call",
			      compat);
	kv_finding_set_source(finding, "pointers in the data, and calls in the code, of %s",
			      patched->object_name);
	for (guint i = 0; i < found->len && i < OBJECTS_SHOWN; i++)
		add_pair(finding, patched, kv_check_reach(check, patched),
			 &g_array_index(found, kv_pair, i));
	if (found->len > OBJECTS_SHOWN)
		kv_finding_add_evidence(finding, NULL, NULL, 0, "and %u more objects",
					found->len - OBJECTS_SHOWN);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	g_autoptr(GArray) found = NULL;
	guint handlers;

	if (!kv_patched_takes_effect(patched))
		return;
	found = find_pairs(check, patched, &handlers);
	if (found->len > 0 && handlers <= HANDLERS_LIMIT)
		report(check, patched, found);
}

const kv_rule kv_rule_ioctl_compat = {
	.id = "ioctl-compat",
	.check_function = check_function,
};
