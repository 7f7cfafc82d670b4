/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/model/kind.h"

enum { BUILT = KV_TELLS_MODULE | KV_TELLS_NAME | KV_TELLS_ALL_OBJECTS };

static const unsigned int told[KV_LIVEPATCH_KIND_COUNT] = {
	[KV_LIVEPATCH_HAND_WRITTEN] = BUILT,
	[KV_LIVEPATCH_KPATCH] = BUILT | KV_TELLS_STATICS,
	[KV_LIVEPATCH_KLP_BUILD] = BUILT | KV_TELLS_STATICS,
	[KV_LIVEPATCH_SOURCE] = KV_TELLS_SOURCE,
	[KV_LIVEPATCH_LISTED] = KV_TELLS_SOURCE,
};

bool kv_livepatch_kind_tells(kv_livepatch_kind kind, unsigned int what)
{
	return told[kind] & what;
}
