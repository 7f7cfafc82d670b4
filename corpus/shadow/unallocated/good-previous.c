// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looks up a variable that a livepatch allocates which was loaded before.
 *
 * expect: nothing
 * previous: bad-module
 */
#include <linux/livepatch.h>
#include <net/sock.h>

/* include/linux/livepatch.h; the miniature kernel has no such functions. */
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, unsigned int gfp_flags,
		       int (*ctor)(void *, void *, void *), void *ctor_data);
void *klp_shadow_get(void *obj, unsigned long id);
void klp_shadow_free(void *obj, unsigned long id, void (*dtor)(void *, void *));

static int fixed_mini_net_poll(struct net_device *dev)
{
	int *count = klp_shadow_get(dev, 0x45a1);
	int *seen = klp_shadow_alloc(dev, 0x45b1, sizeof(*seen), 0xcc0, NULL, NULL);

	return count && seen ? 0 : -1;
}

/* Where the variable's object would be released. */
static int fixed_mini_net_drain(struct net_device *dev)
{
	klp_shadow_free(dev, 0x45b1, NULL);
	return 7;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_poll", .new_func = fixed_mini_net_poll },
	{ .old_name = "mini_net_drain", .new_func = fixed_mini_net_drain },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
