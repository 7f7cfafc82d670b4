/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_PLACE_H
#define KV_LIVEPATCH_MODULE_PLACE_H

#include <stdint.h>

/* Where something stands in a module that has no addresses yet. */
typedef struct kv_place {
	uint32_t section;
	uint64_t offset;
} kv_place;

/* Orders by section, then offset: negative, zero or positive. */
static inline int kv_place_compare(const kv_place *left, const kv_place *right)
{
	if (left->section != right->section)
		return left->section < right->section ? -1 : 1;
	return left->offset < right->offset ? -1 : left->offset > right->offset;
}

#endif
