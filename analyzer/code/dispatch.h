/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_DISPATCH_H
#define KV_CODE_DISPATCH_H

#include "code/decode.h"

/*
 * Where a function that is one switch over a number leads: the function is executed for a number,
 * with everything unknown but that number, up to the call or jump that leaves it.
 */

/* What an address outside the function is. */
typedef struct kv_dispatch_outside {
	/* What a branch there really is. */
	kv_branch (*branch)(gpointer data, uint64_t address);
	/* For a thunk (KV_BRANCH_INDIRECT): the register that it jumps through. */
	kv_register (*thunk_register)(gpointer data, uint64_t address);
	/* The eight bytes at @address, of a jump table; false when there are none. */
	bool (*load)(gpointer data, uint64_t address, uint64_t *value);
	gpointer data;
} kv_dispatch_outside;

typedef struct kv_dispatch kv_dispatch;

/* A function of @size @bytes at @address, which like @outside must live as long as the result. */
kv_dispatch *kv_dispatch_new(const kv_decoder *decoder, const uint8_t *bytes, size_t size,
			     uint64_t address, const kv_dispatch_outside *outside);
void kv_dispatch_free(kv_dispatch *dispatch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_dispatch, kv_dispatch_free)

/*
 * The function that is called or jumped to when register @argument holds @number. False when the
 * function does more than tell numbers apart: when the way depends on anything else, returns
 * without a call, or takes more steps than a switch does.
 */
bool kv_dispatch_follow(const kv_dispatch *dispatch, kv_register argument, uint32_t number,
			uint64_t *target);

#endif
