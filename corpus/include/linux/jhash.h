/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_JHASH_H
#define _LINUX_JHASH_H

#include <linux/types.h>

/* Too large to be inlined everywhere: files that take its address emit a copy of their own. */
static inline u32 jhash(const void *key, u32 length, u32 seed)
{
	const u8 *bytes = key;
	u32 hash = seed + 0xdeadbeef + length;

	while (length--) {
		hash += *bytes++;
		hash ^= hash << 10;
		hash = (hash << 7) | (hash >> 25);
	}
	hash ^= hash >> 16;
	return hash * 0x85ebca6b;
}

typedef u32 (*hash_function)(const void *key, u32 length, u32 seed);

#endif
