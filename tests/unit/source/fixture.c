/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/module.h>
#include <linux/livepatch.h>
#include <linux/kthread.h>
#include <net/sock.h>

#define SHADOW_ID 7
#define ROUNDS 8

struct extra {
	long count;
	struct list_head list;
};

static LIST_HEAD(waiting);
static DEFINE_MUTEX(waiting_lock);
static const char *const names[] = { "one", "two" };
static struct work_struct work;
extern int exported(struct sock *sk);

static int construct(void *obj, void *shadow_data, void *ctor_data)
{
	return 0;
}

static void later(struct work_struct *item)
{
	pr_info("later\n");
}

static int poll_thread(void *data)
{
	while (!kthread_should_stop()) {
		if (exported(data))
			continue;
		msleep(10);
	}
	return 0;
}

static int walk(struct sock *sk)
{
	struct extra *extra;
	static int calls;
	int i, sum = 0;

	calls++;
	for (i = 0; i < ROUNDS; i++)
		sum += i;
	for (i = 0; i < ROUNDS; i++)
		if (sum)
			i--;
	list_for_each_entry(extra, &waiting, list)
		sum += extra->count;
	do {
		sum--;
	} while (sum > 0);
	for (;;) {
		if (sum++ > 100)
			break;
	}
again:
	if (unlikely(!exported(sk)))
		goto again;
	return sum;
}

static int allocate(struct sock *sk)
{
	struct extra *extra;

	extra = klp_shadow_alloc(sk, SHADOW_ID, sizeof(*extra), GFP_KERNEL, construct, NULL);
	if (!extra || !sk->sk_prot)
		return -ENOMEM;
	INIT_WORK(&work, later);
	klp_shadow_get((void *)(sk), SHADOW_ID);
	switch (sk->sk_state) {
	case 1:
		extra->count = 1;
		break;
	default:
		extra->count = sk ? walk(sk) : 2;
	}
	return walk(sk);
}

static void gone(struct klp_object *obj)
{
}

static struct klp_func funcs[] = {
	{ .old_name = "first", .new_func = allocate },
	{ "second", walk, 2 },
	{ }
};

static struct klp_object objs[] = {
	[0] = {
		.name = "ext4",
		.funcs = funcs,
		.callbacks.post_unpatch = gone,
	},
	{ .funcs = (struct klp_func[]){ { .old_name = "third", .new_func = poll_thread }, { } } },
	{ }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
	.replace = true,
};

static int __init start(void)
{
	int ret = klp_enable_patch(&patch);

	return ret;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");

typedef unsigned char narrow;
typedef narrow narrower;
typedef int (*visitor)(void *data);

struct pair {
	long first;
	int second;
};

union number {
	short small;
	u64 large;
};

enum color { RED, GREEN };

static const char *integers(s64 a, narrower b, bool c, char d, signed char e, umode_t f, size_t g)
{
	return NULL;
}

static struct pair values(union number a, struct pair b, enum color c, const struct pair *d)
{
	return b;
}

static void pointers(struct sock *const a, visitor b, long c[4], int d(void), va_list e, ...)
{
}

static unknown_result_t unknown(unknown_number_t a, unknown_number_t *b, spinlock_t c, struct pair *d)
{
	return 0;
}
