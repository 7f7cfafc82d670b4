/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Livepatches with system states, written in one way each; the build chooses by -DCASE_x. */
#include "klp.h"

NEW_FUNCTION(new_one)

extern int choice;
extern struct klp_state elsewhere[];

static struct klp_func funcs[] = {{.old_name = "one", .new_func = new_one}, {}};
static struct klp_object objs[] = {{.funcs = funcs}, {}};

#if defined(CASE_no_states)
#define STATES NULL
#elif defined(CASE_outside)
#define STATES elsewhere
#elif defined(CASE_unended)
/* What follows is no empty state, though its first word is zero. */
static struct klp_state states[] __attribute__((section(".data.klp"), aligned(8))) = {
	{.id = 1, .version = 1},
};
static char zeros[64] __attribute__((section(".data.klp"), aligned(8), used)) = {0};
#elif defined(CASE_zeroed) || defined(CASE_filled)
static struct klp_state states[3];
#elif defined(CASE_behind_end)
static struct klp_state states[] = {{.id = 1, .version = 4}, {.version = 9}, {.id = 2}, {}};
#elif defined(CASE_id_relocated)
static struct klp_state states[] = {{.id = (unsigned long)&choice, .version = 1}, {}};
#else
static struct klp_state states[] = {
	{.id = 0x8000000000000001, .version = 0xffffffff},
	{.id = 7, .data = funcs},
	{},
};
#endif

#ifndef STATES
#define STATES states
#endif

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
#ifndef CASE_assigned
	.states = STATES,
#endif
};

int init_module(void)
{
#if defined(CASE_assigned)
	patch.states = choice ? states : NULL;
#elif defined(CASE_assigned_constant)
	patch.states = NULL;
#elif defined(CASE_version_set)
	states[1].version = (unsigned int)choice;
#elif defined(CASE_version_set_constant)
	states[1].version = 5;
#elif defined(CASE_filled) || defined(CASE_id_set)
	states[0].id = (unsigned long)choice;
#elif defined(CASE_data_set)
	states[0].data = &choice;
	states[1].data = funcs;
#elif defined(CASE_replace_set)
	patch.replace = 1;
#endif
	return klp_enable_patch(&patch);
}
