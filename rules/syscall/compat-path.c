/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "engine/ways.h"
#include "image/patchability.h"
#include "image/reach.h"
#include "image/syscalls.h"
#include "index/code.h"

/*
 * A function that more system calls reach is a service of the kernel, no part of one of them. Of a
 * function that most of its system calls reach for all programs, those that do not do less.
 */
enum { CALLS_LIMIT = 20, CALLS_SHOWN = 5 };

/* Where ways meet: a callee with more callers tells nothing, and looking costs time. */
enum { CALLEE_CALLERS_LIMIT = 30, CALLEES_TRIED = 10, WALK_LIMIT = 5000 };

/* A system call that reaches the patched function, and an entry of it that does not. */
typedef struct kv_gap {
	const kv_syscall *native, *compat;
} kv_gap;

/* What is known of one function while its system calls are looked through. */
typedef struct kv_survey {
	kv_check *check;
	const kv_patched *patched;
	const kv_reach *reach;
	GArray *gaps;		 /* (element-type kv_gap) */
	guint compared, missing; /* system calls: with entries for others, with gaps */
} kv_survey;

static const kv_symbol *entry_symbol(const kv_survey *survey, const kv_syscall *call)
{
	return kv_index_symbol(survey->patched->index,
			       kv_syscall_symbol(survey->patched->index, call));
}

/* Whether both entries carry one body: syscall-twin compares these. */
static bool share_body(const kv_survey *survey, const kv_syscall *a, const kv_syscall *b)
{
	const kv_index *index = survey->patched->index;
	const kv_source *body = kv_symbol_syscall_body(index, entry_symbol(survey, a));

	return body && body == kv_symbol_syscall_body(index, entry_symbol(survey, b));
}

/* Whether @compat does the work of @native without the patched function or what replaces it. */
static bool is_gap(const kv_survey *survey, const kv_syscall *native, const kv_syscall *compat)
{
	if (kv_reach_contains(survey->reach, compat->entry))
		return false;
	if (native->entry == survey->patched->symbol && share_body(survey, native, compat))
		return false;
	return !kv_check_replaces_on_way(survey->check, survey->patched, compat->entry);
}

static void compare(kv_survey *survey, const kv_syscall *native)
{
	const kv_index *index = survey->patched->index;
	const char *base = kv_index_string(index, native->base);
	guint before = survey->gaps->len;
	bool compared = false;

	for (uint32_t i = 0; i < kv_index_syscall_count(index); i++) {
		const kv_syscall *compat = kv_index_syscall(index, i);
		kv_gap gap = {native, compat};

		if (compat->abi == KV_ABI_NATIVE ||
		    strcmp(kv_index_string(index, compat->base), base) != 0)
			continue;
		compared = true;
		if (is_gap(survey, native, compat))
			g_array_append_val(survey->gaps, gap);
	}
	survey->compared += compared;
	survey->missing += survey->gaps->len > before;
}

static guint count_natives(const kv_survey *survey)
{
	const kv_index *index = survey->patched->index;
	kv_run natives = kv_index_syscalls_of(index, KV_ABI_NATIVE);
	guint count = 0;

	for (uint32_t i = 0; i < natives.count; i++)
		count += kv_reach_contains(survey->reach,
					   kv_index_syscall(index, natives.first + i)->entry);
	return count;
}

static void look_through(kv_survey *survey)
{
	const kv_index *index = survey->patched->index;
	kv_run natives = kv_index_syscalls_of(index, KV_ABI_NATIVE);

	for (uint32_t i = 0; i < natives.count; i++) {
		const kv_syscall *native = kv_index_syscall(index, natives.first + i);

		if (kv_reach_contains(survey->reach, native->entry))
			compare(survey, native);
	}
}

/*
 * The way from @entry to something that the patched function calls as well, and few others do; NULL
 * if there is none.
 */
static GArray *way_around(const kv_survey *survey, uint32_t entry)
{
	const kv_index *index = survey->patched->index;
	kv_run calls = kv_index_calls_from(index, survey->patched->symbol);
	guint fewest = CALLEE_CALLERS_LIMIT + 1, tried = 0;
	GArray *way = NULL;

	for (uint32_t i = 0; i < calls.count && tried < CALLEES_TRIED; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);
		g_autoptr(kv_reach) reach = NULL;
		kv_ids callers;

		if (call->callee == KV_NONE || call->flags & KV_CALL_EXTERNAL)
			continue;
		callers = kv_index_calls_to(index, call->callee);
		if (callers.count >= fewest)
			continue;
		tried++;
		reach = kv_reach_new(index, &call->callee, 1, WALK_LIMIT);
		if (!kv_reach_contains(reach, entry))
			continue;
		fewest = callers.count;
		g_clear_pointer(&way, g_array_unref);
		way = kv_reach_path(reach, entry);
	}
	return way;
}

/* "a > b > c" for the way of @call, which begins at its entry. */
static char *way_text(const kv_survey *survey, const kv_syscall *call, GArray *way)
{
	g_array_index(way, guint32, 0) = kv_syscall_symbol(survey->patched->index, call);
	return kv_path_text(survey->patched->index, way);
}

static void add_gap(kv_finding *finding, const kv_survey *survey, const kv_gap *gap)
{
	const kv_index *index = survey->patched->index;
	const kv_symbol *entry = entry_symbol(survey, gap->compat);
	g_autoptr(GArray) way = way_around(survey, gap->compat->entry);
	g_autofree char *text = way ? way_text(survey, gap->compat, way) : NULL;

	kv_finding_add_symbol(finding, index, entry, "%s programs: %s; %s",
			      kv_abi_programs(gap->compat->abi),
			      text ? text : "without the patched function",
			      kv_symbol_patchability_text(index, entry));
}

static void add_gaps(kv_finding *finding, const kv_survey *survey)
{
	const kv_index *index = survey->patched->index;
	const kv_syscall *last = NULL;
	guint shown = 0;

	for (guint i = 0; i < survey->gaps->len; i++) {
		const kv_gap *gap = &g_array_index(survey->gaps, kv_gap, i);

		if (gap->native != last && shown++ < CALLS_SHOWN) {
			g_autoptr(GArray) way = kv_reach_path(survey->reach, gap->native->entry);
			g_autofree char *text = way_text(survey, gap->native, way);

			kv_finding_add_symbol(finding, index, entry_symbol(survey, gap->native),
					      "64-bit programs: %s", text);
		}
		last = gap->native;
		if (shown <= CALLS_SHOWN)
			add_gap(finding, survey, gap);
	}
	if (shown > CALLS_SHOWN)
		kv_finding_add_evidence(finding, NULL, NULL, 0, "and %u more system calls",
					shown - CALLS_SHOWN);
}

static void report(const kv_survey *survey)
{
	const kv_index *index = survey->patched->index;
	const kv_syscall *first = g_array_index(survey->gaps, kv_gap, 0).native;
	const char *call = kv_index_string(index, first->base);
	const char *name = kv_patched_name(survey->patched);
	kv_finding *finding;

	if (survey->missing == 1)
		finding = kv_check_report(survey->check, survey->patched,
					  "%s reaches it when a 64-bit program calls, but not when "
					  "others do",
					  call);
	else
		finding = kv_check_report(survey->check, survey->patched,
					  "%s and %u more system calls reach it when a 64-bit "
					  "program calls, but not when others do",
					  call, survey->missing - 1);
	kv_finding_set_consequence(finding,
				   "loads it; programs of the other kind do not run %s, so a "
				   "defect that their way has too stays",
				   name);
	kv_finding_set_source(finding, "system call tables and calls in the machine code of %s",
			      survey->patched->object_name);
	add_gaps(finding, survey);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(kv_gap));
	kv_survey survey = {.check = check, .patched = patched, .gaps = gaps};
	guint natives;

	/* A module's functions are called by vmlinux through pointers only. */
	if (!kv_patched_takes_effect(patched) || patched->in_module)
		return;
	if (!kv_index_has_syscalls(patched->index, KV_ABI_NATIVE)) {
		kv_check_not_checked(check, NULL,
				     "the kernel's system call tables could not be read",
				     "give a vmlinux that is not stripped, with its code");
		return;
	}
	survey.reach = kv_check_reach(check, patched);
	natives = count_natives(&survey);
	if (natives == 0 || natives > CALLS_LIMIT)
		return;
	if (!kv_index_has_syscalls(patched->index, KV_ABI_IA32)) {
		kv_check_not_checked(check, patched,
				     "the kernel's system call table for 32-bit programs could not "
				     "be read",
				     "give a vmlinux that is not stripped, with its code");
		return;
	}
	look_through(&survey);
	if (gaps->len > 0 && survey.missing * 2 >= survey.compared)
		report(&survey);
}

const kv_rule kv_rule_syscall_compat_path = {
	.id = "syscall-compat-path",
	.check_function = check_function,
};
