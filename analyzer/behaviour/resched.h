/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_RESCHED_H
#define KV_BEHAVIOUR_RESCHED_H

#include "behaviour/code_walk.h"

typedef struct kv_check kv_check;

/* What a call in the livepatch's source does for the scheduler. */
typedef enum {
	KV_RESCHED_NO,
	KV_RESCHED_UNKNOWN, /* through a pointer, or of what neither source nor kernel shows */
	KV_RESCHED_YES,	    /* may let another task run */
} kv_resched;

/* What is known of @ref, by its name, the livepatch's own functions and the kernel's index. */
kv_resched kv_check_resched(kv_check *check, const kv_call_ref *ref);

#endif
