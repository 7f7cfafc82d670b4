/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The livepatch structures as the kernel release KLP_RELEASE (major * 1000 + minor) lays them out
 * on 64-bit machines, with the sizes that pahole shows for that release.
 */
#ifndef KLP_RELEASE
#define KLP_RELEASE 5005
#endif

#define NULL ((void *)0)

typedef _Bool bool;
struct list_head {
	void *next, *prev;
};
struct kobject {
	void *members[8];
};
struct klp_object;

struct klp_func {
	const char *old_name;
	void *new_func;
#if KLP_RELEASE < 4005
	unsigned long old_addr;
#else
	unsigned long old_sympos;
#if KLP_RELEASE >= 4012 && KLP_RELEASE <= 4015
	bool immediate;
#endif
	unsigned long old_addr;
#endif
	struct kobject kobj;
#if KLP_RELEASE < 4012
	int state;
	struct list_head stack_node;
#else
#if KLP_RELEASE >= 5001
	struct list_head node;
#endif
	struct list_head stack_node;
	unsigned long old_size, new_size;
	bool patched, transition;
#endif
};

struct klp_callbacks {
	int (*pre_patch)(struct klp_object *object);
	void (*post_patch)(struct klp_object *object);
	void (*pre_unpatch)(struct klp_object *object);
	void (*post_unpatch)(struct klp_object *object);
	bool post_unpatch_enabled;
};

struct klp_object {
	const char *name;
#if KLP_RELEASE < 4007
	void *relocs;
#endif
	struct klp_func *funcs;
#if KLP_RELEASE >= 4015
	struct klp_callbacks callbacks;
#endif
	struct kobject kobj;
#if KLP_RELEASE >= 5001
	struct list_head func_list, node;
#endif
	void *mod;
	bool patched;
};

struct klp_state {
	unsigned long id;
	unsigned int version;
	void *data;
};

struct klp_patch {
	void *mod;
	struct klp_object *objs;
#if KLP_RELEASE >= 5005
	struct klp_state *states;
#endif
#if KLP_RELEASE >= 5001
	bool replace;
#elif KLP_RELEASE >= 4012 && KLP_RELEASE <= 4015
	bool immediate;
#endif
	struct list_head list;
	struct kobject kobj;
	void *rest[8];
};

#if KLP_RELEASE >= 5001
_Static_assert(sizeof(struct klp_func) == 152 && sizeof(struct klp_object) == 168, "5.1");
#elif KLP_RELEASE >= 4016
_Static_assert(sizeof(struct klp_func) == 136 && sizeof(struct klp_object) == 136, "4.16");
#elif KLP_RELEASE >= 4015
_Static_assert(sizeof(struct klp_func) == 144 && sizeof(struct klp_object) == 136, "4.15");
#elif KLP_RELEASE >= 4012
_Static_assert(sizeof(struct klp_func) == 144 && sizeof(struct klp_object) == 96, "4.12");
#elif KLP_RELEASE >= 4007
_Static_assert(sizeof(struct klp_func) == 120 && sizeof(struct klp_object) == 96, "4.7");
#elif KLP_RELEASE >= 4005
_Static_assert(sizeof(struct klp_func) == 120 && sizeof(struct klp_object) == 104, "4.5");
#else
_Static_assert(sizeof(struct klp_func) == 112 && sizeof(struct klp_object) == 104, "4.2");
#endif

int klp_enable_patch(struct klp_patch *patch);
int klp_register_patch(struct klp_patch *patch);
int printk(const char *format, ...);
int init_module(void);

/* struct module: state, list, name. */
struct module {
	int state;
	struct list_head list;
	char name[56];
};

#ifndef MODULE_NAME
#define MODULE_NAME "klp_sample"
#endif
__attribute__((section(".gnu.linkonce.this_module"), used)) struct module __this_module = {
	.name = MODULE_NAME,
};
#define THIS_MODULE (&__this_module)

#define MODULE_INFO(tag, text)                                                                     \
	__attribute__((section(".modinfo"), used, aligned(1))) static const char info_##tag[] =    \
		#tag "=" text
MODULE_INFO(license, "GPL");
#ifndef NO_LIVEPATCH_TAG
MODULE_INFO(livepatch, "Y");
#endif
#ifdef VERMAGIC
MODULE_INFO(vermagic, VERMAGIC);
#endif

#define NEW_FUNCTION(function)                                                                     \
	__attribute__((noinline, used)) static int function(void)                                  \
	{                                                                                          \
		return __COUNTER__;                                                                \
	}
