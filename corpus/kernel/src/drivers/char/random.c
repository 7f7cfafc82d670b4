// SPDX-License-Identifier: GPL-2.0-or-later
/* An out-of-line inline function that exists once: a symbol, but no ftrace location. */
#include <linux/kernel.h>
#include <linux/init.h>

struct pool {
	u32 word[4];
	unsigned int entropy;
};

static inline u32 pool_mix(struct pool *pool, u32 input)
{
	pool->word[input & 3] ^= input * 0x9e3779b1;
	pool->word[(input + 1) & 3] += pool->word[input & 3] >> 7;
	return pool->word[0];
}

extern u32 (*random_mix)(struct pool *pool, u32 input);
u32 (*random_mix)(struct pool *pool, u32 input) = pool_mix;

noinline void add_device_randomness(struct pool *pool, const u8 *data, size_t bytes);
noinline void add_device_randomness(struct pool *pool, const u8 *data, size_t bytes)
{
	while (bytes--)
		pool->entropy += random_mix(pool, *data++) & 1;
}

static int __init rand_initialize(void)
{
	static struct pool boot_pool;

	add_device_randomness(&boot_pool, (const u8 *)"boot", 4);
	return 0;
}
device_initcall(rand_initialize);
