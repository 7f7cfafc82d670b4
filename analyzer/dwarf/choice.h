/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_CHOICE_H
#define KV_DWARF_CHOICE_H

#include <elfutils/libdw.h>
#include <glib.h>
#include <stdbool.h>

/*
 * The members of unions that are at one place of an object. DWARF does not tell which is meant, but
 * of pointers to functions how many parameters these take.
 */

typedef struct kv_choices {
	GArray *all;	/* (element-type kv_choice) */
	GString *paths; /* of all, one behind the other */
} kv_choices;

kv_choices *kv_choices_new(void);
void kv_choices_free(kv_choices *choices);
void kv_choices_clear(kv_choices *choices);

/*
 * Adds the member at @path from the object. @function is the DIE of its function's type, 0 if it is
 * no pointer to a function.
 */
void kv_choices_add(kv_choices *choices, const char *path, uint64_t function);
/*
 * Leaves out pointers to functions whose number of parameters, "..." counting as one, is not
 * @parameters, unless nothing would be left.
 */
void kv_choices_narrow(kv_choices *choices, Dwarf *dwarf, int32_t parameters);
/*
 * Sets @text to the path or, of several, to all: "ops.(get|put)"; of many, to what they have in
 * common: "hook". Of several with the same last name the first stands for all: struct_group() of
 * include/linux/stddef.h makes two of each. Returns whether it is more than one.
 */
bool kv_choices_write(const kv_choices *choices, GString *text);

#endif
