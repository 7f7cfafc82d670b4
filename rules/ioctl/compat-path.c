/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "engine/ways.h"
#include "image/patchability.h"
#include "image/reach.h"
#include "index/code.h"

/* What more functions reach is a service of the kernel, no part of a handler. */
enum { REACH_LIMIT = 30, OBJECTS_SHOWN = 10 };

/*
 * Members of the kernel's operation tables that do one thing for 64-bit and for 32-bit programs,
 * where the second is not a first try before the other: sockets (struct proto_ops) go on with
 * .ioctl when .compat_ioctl knows nothing of a command (compat_sock_ioctl_trans() of net/socket.c).
 */
static const struct {
	const char *type, *native, *compat; /* type NULL: any */
} pairs[] = {
	{NULL, "unlocked_ioctl", "compat_ioctl"}, /* file_operations and the like */
	{"block_device_operations", "ioctl", "compat_ioctl"},
	{"tty_operations", "ioctl", "compat_ioctl"},
	{"tty_ldisc_ops", "ioctl", "compat_ioctl"},
	{"v4l2_file_operations", "unlocked_ioctl", "compat_ioctl32"},
};

/* Those that only convert the argument and call the other member of the same object. */
static const char *const forwarders[] = {
	"compat_ptr_ioctl",	   /* fs/ioctl.c */
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

/* Whether @pointer, which ends with the member @last, is the first of the pair @pair. */
static bool is_native(const kv_index *index, const kv_pointer *pointer, const char *last,
		      gsize pair)
{
	const char *type = pairs[pair].type;

	return strcmp(last, pairs[pair].native) == 0 &&
	       (!type || strcmp(kv_index_string(index, pointer->type), type) == 0);
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
			if (is_native(index, native, last, j) &&
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
		if (is_native(index, pointer, last, i))
			return true;
	}
	return false;
}

/*
 * The objects whose handler of ioctls reaches the patched function, but whose handler for 32-bit
 * programs does not: (element-type kv_pair).
 */
static GArray *find_pairs(kv_check *check, const kv_patched *patched)
{
	const kv_index *index = patched->index;
	const kv_reach *reach = kv_check_reach(check, patched);
	GArray *found = g_array_new(FALSE, FALSE, sizeof(kv_pair));

	for (uint32_t i = 0; i < kv_index_pointer_count(index); i++) {
		const kv_pointer *native = kv_index_pointer(index, i);
		kv_pair pair = {.native = native};

		if (!kv_reach_contains(reach, native->target) || native->holder == KV_NONE ||
		    native->flags & KV_POINTER_IN_CODE || !is_native_member(index, native))
			continue;
		pair.compat = find_compat(index, native);
		if (!pair.compat || kv_reach_contains(reach, pair.compat->target) ||
		    is_forwarder(index, pair.compat->target) ||
		    kv_check_replaces_on_way(check, patched, pair.compat->target))
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
			      kv_symbol_patchability_text(index, compat));
}

static void report(kv_check *check, const kv_patched *patched, const GArray *found)
{
	const kv_index *index = patched->index;
	const kv_pair *first = &g_array_index(found, kv_pair, 0);
	const char *object =
		kv_index_string(index, kv_index_symbol(index, first->native->holder)->name);
	const char *compat =
		kv_index_string(index, kv_index_symbol(index, first->compat->target)->name);
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

	if (!kv_patched_takes_effect(patched) ||
	    kv_reach_count(kv_check_reach(check, patched)) > REACH_LIMIT)
		return;
	found = find_pairs(check, patched);
	if (found->len > 0)
		report(check, patched, found);
}

const kv_rule kv_rule_ioctl_compat_path = {
	.id = "ioctl-compat-path",
	.check_function = check_function,
};
