// SPDX-License-Identifier: GPL-2.0-or-later
/* Built with -fipa-cp-clone: kmem_shrink() keeps its symbol beside its specialised clone. */
#include <linux/export.h>
#include <linux/kernel.h>

struct kmem_cache {
	struct kmem_cache *next;
	unsigned long objects, size, flags;
};

noinline unsigned long kmem_shrink(struct kmem_cache *cache, unsigned long mode,
				   unsigned long limit);
noinline unsigned long kmem_shrink(struct kmem_cache *cache, unsigned long mode,
				   unsigned long limit)
{
	unsigned long freed = 0;

	while (cache) {
		switch (mode) {
		case 0:
			freed += cache->objects;
			break;
		case 1:
			freed += cache->objects * cache->size / limit;
			break;
		case 2:
			if (cache->flags > limit)
				freed++;
			break;
		default:
			freed += cache->size % (mode + limit);
		}
		cache = cache->next;
	}
	return freed;
}
EXPORT_SYMBOL(kmem_shrink);

unsigned long shrink_all(struct kmem_cache *cache, int rounds);
unsigned long shrink_all(struct kmem_cache *cache, int rounds)
{
	unsigned long freed = 0;

	while (rounds--)
		freed += kmem_shrink(cache, 1, 64);
	return freed;
}
EXPORT_SYMBOL(shrink_all);

void *kmalloc(size_t bytes, gfp_t flags)
{
	static char pool[4096];
	static size_t used;

	if (used + bytes > sizeof(pool))
		return NULL;
	used += bytes;
	return pool + used - bytes + (flags & 0);
}
EXPORT_SYMBOL(kmalloc);

void kfree(const void *memory)
{
	if (!memory)
		pr_info("nothing freed\n");
}
EXPORT_SYMBOL(kfree);
