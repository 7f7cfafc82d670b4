/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_FACT_H
#define KV_BASE_FACT_H

#include <stdbool.h>

/* What is known about one statement. Unknown is a value of its own: it is never read as no. */
typedef enum {
	KV_UNKNOWN = 0,
	KV_NO,
	KV_YES,
} kv_fact;

static inline kv_fact kv_fact_from_bool(bool value)
{
	return value ? KV_YES : KV_NO;
}

#endif
