/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_SEARCH_H
#define KV_BASE_SEARCH_H

/*
 * Binary search: the first position from @low up to below @high for which @is_before is false, else
 * @high. @is_before is an expression over @at, the position it is asked of; where it is false, it is
 * false of all positions behind.
 */
#define KV_FIRST_NOT(low, high, at, is_before)                                                     \
	({                                                                                         \
		__typeof__((high) + 0) kv_low = (low), kv_high = (high);                           \
                                                                                                   \
		while (kv_low < kv_high) {                                                         \
			const __typeof__((high) + 0) at = kv_low + (kv_high - kv_low) / 2;         \
                                                                                                   \
			if (is_before)                                                             \
				kv_low = at + 1;                                                   \
			else                                                                       \
				kv_high = at;                                                      \
		}                                                                                  \
		kv_low;                                                                            \
	})

#endif
