/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: clean
 */
#include "case.h"

REPLACEMENT(fixed_show, ssize_t, struct kobject *object, struct kobj_attribute *attribute, char *buf)

LIVEPATCH_OF(NULL, FUNCTION_AT("type_show", 3, fixed_show));
