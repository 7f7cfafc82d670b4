/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in for the kernel's headers where there are none: enough for the source of a livepatch to
 * be parsed. The livepatch interface has the members and their order of include/linux/livepatch.h,
 * since initialisers without names depend on them. Of everything else only what changes how source
 * is parsed is here: types, macros with control flow in them, annotations. Structures and functions
 * that are missing are made up as they are used (see clang/repair.c), and no size or layout of this
 * file is ever taken for the kernel's.
 */

#define __KLPVET_STAND_IN__ 1
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)

enum { false = 0, true = 1 };
typedef _Bool bool;
typedef signed char s8, __s8, int8_t;
typedef unsigned char u8, __u8, uint8_t, u_char, unchar;
typedef short s16, __s16, int16_t;
typedef unsigned short u16, __u16, uint16_t, u_short, ushort, __le16, __be16, __sum16;
typedef int s32, __s32, int32_t;
typedef unsigned int u32, __u32, uint32_t, u_int, uint, __le32, __be32, __wsum, gfp_t, slab_flags_t;
typedef long long s64, __s64, int64_t, loff_t, ktime_t, time64_t;
typedef unsigned long long u64, __u64, uint64_t, __le64, __be64, sector_t, dma_addr_t, phys_addr_t;
typedef unsigned long size_t, uintptr_t, ulong, u_long, pgoff_t, kernel_ulong_t;
typedef long ssize_t, ptrdiff_t, intptr_t;
typedef int pid_t, key_t, __kernel_pid_t;
typedef unsigned int uid_t, gid_t, dev_t, fmode_t, poll_t, __poll_t;
typedef unsigned short umode_t, mode_t, sa_family_t;
typedef __builtin_va_list va_list;
typedef struct { int counter; } atomic_t;
typedef struct { long counter; } atomic_long_t;
typedef struct { long long counter; } atomic64_t;
typedef struct { int refs; } refcount_t;
typedef struct { unsigned int raw; } spinlock_t;
typedef struct { unsigned int raw; } raw_spinlock_t;
typedef struct { unsigned int raw; } rwlock_t;
typedef struct { unsigned int raw; } seqlock_t;
typedef struct { unsigned int val; } kuid_t, kgid_t;
struct mutex { long owner; };
struct rw_semaphore { long count; };
struct semaphore { unsigned int count; };
struct completion { unsigned int done; };
struct wait_queue_head { unsigned int raw; };
typedef struct wait_queue_head wait_queue_head_t;
struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct hlist_head { struct hlist_node *first; };
struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };
struct kref { refcount_t refcount; };
struct work_struct { long data; void (*func)(struct work_struct *work); };
struct timer_list { unsigned long expires; void (*function)(struct timer_list *timer); };
struct delayed_work { struct work_struct work; struct timer_list timer; };
struct module;

/* Annotations */
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __must_check
#define __maybe_unused
#define __always_unused
#define __used
#define __cold
#define __hot
#define __read_mostly
#define __ro_after_init
#define __packed
#define __aligned(bytes)
#define __weak
#define __visible
#define __malloc
#define __pure
#define __printf(format, first)
#define __acquires(lock)
#define __releases(lock)
#define __must_hold(lock)
#define __randomize_layout
#define __noreturn
#define __counted_by(member)
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define __latent_entropy
#define asmlinkage
#define fastcall
#define notrace
#define noinline
#define noinline_for_stack
#define __noclone
#define __always_inline inline
#define __inline inline
#define __inline__ inline
#define fallthrough ((void)0)
#define __section(name) __attribute__((annotate("klpvet section " name)))
#define __init __section(".init.text")
#define __exit __section(".exit.text")
#define __initdata __section(".init.data")
#define __initconst __section(".init.rodata")
#define __exitdata __section(".exit.data")
#define __ref
#define __refdata

/* Expressions */
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define barrier() ((void)0)
#define READ_ONCE(value) (value)
#define WRITE_ONCE(to, value) ((to) = (value))
#define ACCESS_ONCE(value) (value)
#define rcu_dereference(pointer) (pointer)
#define rcu_dereference_protected(pointer, condition) (pointer)
#define rcu_assign_pointer(to, value) ((to) = (value))
#define container_of(pointer, type, member)                                                        \
	((type *)((char *)(pointer) - __builtin_offsetof(type, member)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max_t(type, a, b) ((type)(a) > (type)(b) ? (type)(a) : (type)(b))
#define clamp(value, low, high) ((value) < (low) ? (low) : (value) > (high) ? (high) : (value))
#define swap(a, b) do { __typeof__(a) klpvet_old = (a); (a) = (b); (b) = klpvet_old; } while (0)
#define BIT(number) (1UL << (number))
#define U32_MAX 0xffffffffU
#define INT_MAX 0x7fffffff
#define BUILD_BUG_ON(condition) ((void)0)
#define __stringify_1(text...) #text
#define __stringify(text...) __stringify_1(text)
#define WARN_ON(condition) (!!(condition))
#define WARN_ON_ONCE(condition) (!!(condition))
#define WARN(condition, text...) (!!(condition))
#define WARN_ONCE(condition, text...) (!!(condition))
void klpvet_bug(void) __attribute__((noreturn));
#define BUG() klpvet_bug()
#define BUG_ON(condition) do { if (condition) klpvet_bug(); } while (0)
#define typeof __typeof__
#define typeof_member(type, member) __typeof__(((type *)0)->member)

/*
 * klpvet defines the options that the source names as the target kernel sets them: CONFIG_X or
 * CONFIG_X_MODULE as 1. A name that is 1 pastes to the macro below, which moves the 1 to second place.
 */
#define KLPVET_SHIFT_1 0,
#define KLPVET_SECOND(first, second, ...) second
#define KLPVET_PICK(shifted) KLPVET_SECOND(shifted 1, 0, 0)
#define KLPVET_PASTE(value) KLPVET_PICK(KLPVET_SHIFT_##value)
#define KLPVET_IS_ONE(option) KLPVET_PASTE(option)
#define IS_BUILTIN(option) KLPVET_IS_ONE(option)
#define IS_MODULE(option) KLPVET_IS_ONE(option##_MODULE)
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))
#define IS_REACHABLE(option) IS_ENABLED(option)
#define KERNEL_VERSION(major, minor, patch)                                                        \
	(((major) << 16) + ((minor) << 8) + ((patch) > 255 ? 255 : (patch)))

/* Errors: include/uapi/asm-generic/errno-base.h and errno.h */
#define EPERM 1
#define ENOENT 2
#define ESRCH 3
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define E2BIG 7
#define ENOEXEC 8
#define EBADF 9
#define ECHILD 10
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define EXDEV 18
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define ENFILE 23
#define EMFILE 24
#define ENOTTY 25
#define EFBIG 27
#define ENOSPC 28
#define ERANGE 34
#define ENOSYS 38
#define EOVERFLOW 75
#define EMSGSIZE 90
#define EOPNOTSUPP 95
#define EADDRINUSE 98
#define ENOBUFS 105
#define ETIMEDOUT 110
void *ERR_PTR(long error);
long PTR_ERR(const void *pointer);
bool IS_ERR(const void *pointer);
bool IS_ERR_OR_NULL(const void *pointer);
int PTR_ERR_OR_ZERO(const void *pointer);

/* Memory: only that a flag is one and which; their values are not the kernel's */
enum {
	GFP_KERNEL = 0xcc0, GFP_ATOMIC = 0xa20, GFP_NOWAIT = 0x800, GFP_NOIO = 0xc00,
	GFP_NOFS = 0xc40, GFP_USER = 0x100cc0, __GFP_ZERO = 0x100, __GFP_NOWARN = 0x2000,
};
void *kmalloc(size_t size, gfp_t flags);
void *kzalloc(size_t size, gfp_t flags);
void *kcalloc(size_t count, size_t size, gfp_t flags);
void *kmalloc_array(size_t count, size_t size, gfp_t flags);
void *krealloc(const void *pointer, size_t size, gfp_t flags);
void *kmemdup(const void *from, size_t size, gfp_t flags);
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
char *kstrdup(const char *text, gfp_t flags);
void kfree(const void *pointer);
void kvfree(const void *pointer);
void vfree(const void *pointer);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *one, const void *other, size_t size);
int strcmp(const char *one, const char *other);
int strncmp(const char *one, const char *other, size_t size);
size_t strlen(const char *text);
int snprintf(char *to, size_t size, const char *format, ...);
int scnprintf(char *to, size_t size, const char *format, ...);
int sprintf(char *to, const char *format, ...);
void *kmem_cache_alloc(void *cache, gfp_t flags);
void *kmem_cache_zalloc(void *cache, gfp_t flags);

/* Messages */
int _printk(const char *format, ...);
#define printk(text...) _printk(text)
#define no_printk(text...) ((void)0)
#define pr_emerg(text...) _printk(text)
#define pr_alert(text...) _printk(text)
#define pr_crit(text...) _printk(text)
#define pr_err(text...) _printk(text)
#define pr_warn(text...) _printk(text)
#define pr_notice(text...) _printk(text)
#define pr_info(text...) _printk(text)
#define pr_debug(text...) no_printk(text)
#define pr_cont(text...) _printk(text)
#define pr_err_once(text...) _printk(text)
#define pr_warn_once(text...) _printk(text)
#define pr_info_once(text...) _printk(text)
#define pr_warn_ratelimited(text...) _printk(text)
#define pr_err_ratelimited(text...) _printk(text)
#define KERN_EMERG ""
#define KERN_ALERT ""
#define KERN_CRIT ""
#define KERN_ERR ""
#define KERN_WARNING ""
#define KERN_NOTICE ""
#define KERN_INFO ""
#define KERN_DEBUG ""
#define KERN_CONT ""

/* Lists */
#define LIST_HEAD_INIT(name) { &(name), &(name) }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)
#define HLIST_HEAD(name) struct hlist_head name = { 0 }
bool list_empty(const struct list_head *head);
void INIT_LIST_HEAD(struct list_head *list);
void list_add(struct list_head *new, struct list_head *head);
void list_add_tail(struct list_head *new, struct list_head *head);
void list_del(struct list_head *entry);
void list_del_init(struct list_head *entry);
#define list_entry(pointer, type, member) container_of(pointer, type, member)
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_next_entry(at, member) list_entry((at)->member.next, __typeof__(*(at)), member)
#define list_for_each(at, head) for (at = (head)->next; at != (head); at = at->next)
#define list_for_each_safe(at, n, head)                                                            \
	for (at = (head)->next, n = at->next; at != (head); at = n, n = at->next)
#define list_for_each_entry(at, head, member)                                                      \
	for (at = list_first_entry(head, __typeof__(*at), member); &at->member != (head);          \
	     at = list_next_entry(at, member))
#define list_for_each_entry_safe(at, n, head, member)                                              \
	for (at = list_first_entry(head, __typeof__(*at), member),                                 \
	    n = list_next_entry(at, member);                                                       \
	     &at->member != (head); at = n, n = list_next_entry(n, member))
#define list_for_each_entry_rcu(at, head, member, more...) list_for_each_entry(at, head, member)
#define list_for_each_entry_reverse(at, head, member) list_for_each_entry(at, head, member)
#define hlist_entry(pointer, type, member) container_of(pointer, type, member)
#define hlist_for_each_entry(at, head, member)                                                     \
	for (at = hlist_entry((head)->first, __typeof__(*(at)), member); at;                       \
	     at = hlist_entry((at)->member.next, __typeof__(*(at)), member))
#define hlist_for_each_entry_rcu(at, head, member, more...) hlist_for_each_entry(at, head, member)
#define hlist_for_each_entry_safe(at, n, head, member)                                             \
	for (at = hlist_entry((head)->first, __typeof__(*(at)), member); at && ({ n = (void *)at->member.next; 1; }); \
	     at = hlist_entry(n, __typeof__(*(at)), member))

/* Locks: functions, so that calls show */
#define DEFINE_MUTEX(name) struct mutex name = { 0 }
#define DEFINE_SPINLOCK(name) spinlock_t name = { 0 }
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = { 0 }
#define DEFINE_RWLOCK(name) rwlock_t name = { 0 }
#define DEFINE_IDA(name) long name
#define DEFINE_IDR(name) long name
#define DEFINE_PER_CPU(type, name) __typeof__(type) name
#define DECLARE_COMPLETION(name) struct completion name = { 0 }
#define DECLARE_WAIT_QUEUE_HEAD(name) wait_queue_head_t name = { 0 }
#define DECLARE_RWSEM(name) struct rw_semaphore name = { 0 }
void mutex_init(struct mutex *lock);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
int mutex_lock_interruptible(struct mutex *lock);
void spin_lock_init(spinlock_t *lock);
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void spin_lock_bh(spinlock_t *lock);
void spin_unlock_bh(spinlock_t *lock);
void spin_lock_irq(spinlock_t *lock);
void spin_unlock_irq(spinlock_t *lock);
int spin_trylock(spinlock_t *lock);
unsigned long klpvet_lock_irqsave(void *lock);
#define spin_lock_irqsave(lock, flags) ((flags) = klpvet_lock_irqsave(lock))
void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags);
#define raw_spin_lock_irqsave(lock, flags) ((flags) = klpvet_lock_irqsave(lock))
#define local_irq_save(flags) ((flags) = klpvet_lock_irqsave(0))
void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
#define kfree_rcu(pointer, member) kfree(pointer)

/* Tasks and waiting */
#define TASK_RUNNING 0
#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
#define MAX_SCHEDULE_TIMEOUT ((long)(~0UL >> 1))
struct task_struct;
struct task_struct *klpvet_current(void);
#define current klpvet_current()
extern unsigned long volatile jiffies;
extern const long HZ;
void schedule(void);
long schedule_timeout(long timeout);
int cond_resched(void);
void might_sleep(void);
void msleep(unsigned int milliseconds);
void cpu_relax(void);
void set_current_state(long state);
int signal_pending(struct task_struct *task);
bool kthread_should_stop(void);
int kthread_stop(struct task_struct *task);
struct task_struct *kthread_create(int (*main)(void *data), void *data, const char *name, ...);
#define kthread_run(main, data, name...)                                                           \
	({                                                                                         \
		struct task_struct *klpvet_task = kthread_create(main, data, name);                \
		wake_up_process(klpvet_task);                                                      \
		klpvet_task;                                                                       \
	})
int wake_up_process(struct task_struct *task);
#define wait_event(queue, condition) do { while (!(condition)) schedule(); } while (0)
#define wait_event_interruptible(queue, condition)                                                 \
	({                                                                                         \
		while (!(condition))                                                               \
			schedule();                                                                \
		0;                                                                                 \
	})
#define wait_event_timeout(queue, condition, timeout)                                              \
	({                                                                                         \
		while (!(condition))                                                               \
			schedule_timeout(timeout);                                                 \
		1L;                                                                                \
	})
#define wait_event_interruptible_timeout(queue, condition, timeout)                                \
	wait_event_timeout(queue, condition, timeout)
#define for_each_process(task)                                                                     \
	for (task = klpvet_next(0); (task = klpvet_next(task)) != klpvet_next(0);)
#define for_each_process_thread(process, thread)                                                   \
	for (process = klpvet_next(0); (process = klpvet_next(process)) != klpvet_next(0);)        \
		for (thread = process; thread; thread = klpvet_next(thread))
struct task_struct *klpvet_next(struct task_struct *task);

/* Work and timers */
#define INIT_WORK(work, function) do { (work)->func = (function); } while (0)
#define INIT_DELAYED_WORK(dwork, function) do { (dwork)->work.func = (function); } while (0)
#define DECLARE_WORK(name, function) struct work_struct name = { .func = (function) }
#define DECLARE_DELAYED_WORK(name, function)                                                       \
	struct delayed_work name = { .work = { .func = (function) } }
#define DEFINE_TIMER(name, callback) struct timer_list name = { .function = (callback) }
void timer_setup(struct timer_list *timer, void (*callback)(struct timer_list *), unsigned int flags);
bool schedule_work(struct work_struct *work);
bool schedule_delayed_work(struct delayed_work *work, unsigned long delay);
unsigned long msecs_to_jiffies(unsigned int milliseconds);

/* Modules */
extern struct module klpvet_this_module;
#define THIS_MODULE (&klpvet_this_module)
#define __UNIQUE_ID_(prefix, number) klpvet_##prefix##_##number
#define __UNIQUE_ID__(prefix, number) __UNIQUE_ID_(prefix, number)
#define __UNIQUE_ID(prefix) __UNIQUE_ID__(prefix, __COUNTER__)
#define MODULE_INFO(tag, text)                                                                     \
	static const char __UNIQUE_ID(tag)[] __section(".modinfo") = #tag "=" text
#define MODULE_LICENSE(text) MODULE_INFO(license, text)
#define MODULE_AUTHOR(text) MODULE_INFO(author, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)
#define MODULE_VERSION(text) MODULE_INFO(version, text)
#define MODULE_ALIAS(text) MODULE_INFO(alias, text)
#define MODULE_PARM_DESC(name, text) MODULE_INFO(parm, #name ":" text)
#define MODULE_IMPORT_NS(name) MODULE_INFO(import_ns, #name)
#define MODULE_SOFTDEP(text) MODULE_INFO(softdep, text)
#define module_param(name, type, mode)                                                             \
	static void *__UNIQUE_ID(param) __attribute__((unused)) = &name
#define module_param_named(shown, name, type, mode) module_param(name, type, mode)
#define module_param_array(name, type, count, mode) module_param(name, type, mode)
#define module_param_string(shown, name, size, mode) module_param(name, charp, mode)
#define module_init(function)                                                                      \
	static inline int (*__inittest(void))(void) { return function; }
#define module_exit(function)                                                                      \
	static inline void (*__exittest(void))(void) { return function; }
#define EXPORT_SYMBOL(name) extern int klpvet_nothing
#define EXPORT_SYMBOL_GPL(name) extern int klpvet_nothing
bool try_module_get(struct module *module);
void module_put(struct module *module);

/* Livepatches: include/linux/livepatch.h */
struct klp_patch;
struct klp_object;
struct klp_func {
	const char *old_name;
	void *new_func;
	unsigned long old_sympos;
	void *old_func;
};
struct klp_callbacks {
	int (*pre_patch)(struct klp_object *obj);
	void (*post_patch)(struct klp_object *obj);
	void (*pre_unpatch)(struct klp_object *obj);
	void (*post_unpatch)(struct klp_object *obj);
	bool post_unpatch_enabled;
};
struct klp_object {
	const char *name;
	struct klp_func *funcs;
	struct klp_callbacks callbacks;
	struct module *mod;
};
struct klp_state {
	unsigned long id;
	unsigned int version;
	void *data;
};
struct klp_patch {
	struct module *mod;
	struct klp_object *objs;
	struct klp_state *states;
	bool replace;
	bool enabled;
};
int klp_enable_patch(struct klp_patch *patch);
int klp_register_patch(struct klp_patch *patch);
int klp_unregister_patch(struct klp_patch *patch);
typedef int (*klp_shadow_ctor_t)(void *obj, void *shadow_data, void *ctor_data);
typedef void (*klp_shadow_dtor_t)(void *obj, void *shadow_data);
void *klp_shadow_get(void *obj, unsigned long id);
void *klp_shadow_alloc(void *obj, unsigned long id, size_t size, gfp_t gfp_flags,
		       klp_shadow_ctor_t ctor, void *ctor_data);
void *klp_shadow_get_or_alloc(void *obj, unsigned long id, size_t size, gfp_t gfp_flags,
			      klp_shadow_ctor_t ctor, void *ctor_data);
void klp_shadow_free(void *obj, unsigned long id, klp_shadow_dtor_t dtor);
void klp_shadow_free_all(unsigned long id, klp_shadow_dtor_t dtor);
struct klp_state *klp_get_state(struct klp_patch *patch, unsigned long id);
struct klp_state *klp_get_prev_state(unsigned long id);
