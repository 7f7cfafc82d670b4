/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

/*
 * The attributes a kernel's source is written with. As in the kernel, `inline` also means
 * notrace: an out-of-line copy of an inline function has no ftrace location.
 */
#define notrace __attribute__((__no_instrument_function__))
#define inline inline __attribute__((__gnu_inline__, __unused__)) notrace
#define __always_inline inline __attribute__((__always_inline__))
#define noinline __attribute__((__noinline__))
/* Neither inlined nor cloned nor folded: the function keeps its plain symbol. */
#define __noipa __attribute__((__noipa__))
/* Every call in the body of such a function is inlined where the compiler can. */
#define __flatten __attribute__((__flatten__))
#define __weak __attribute__((__weak__))
#define __cold __attribute__((__cold__))
#define __used __attribute__((__used__))
#define __packed __attribute__((__packed__))
#define __noreturn __attribute__((__noreturn__))
#define __section(name) __attribute__((__section__(name)))
#define __aligned(bytes) __attribute__((__aligned__(bytes)))
#define __alias(name) __attribute__((__alias__(#name)))

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* No tracing, no instrumentation, a text section of its own. */
#define noinstr noinline notrace __section(".noinstr.text")
#define __sched __section(".sched.text")
#define __cpuidle __section(".cpuidle.text")

#define ___stringify(x...) #x
#define __stringify(x...) ___stringify(x)
#define ___paste(a, b) a##b
#define __paste(a, b) ___paste(a, b)
#define __unique(prefix) __paste(prefix, __COUNTER__)

#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile typeof(x) *)&(x) = (value))
#define barrier() __asm__ __volatile__("" : : : "memory")

#endif
