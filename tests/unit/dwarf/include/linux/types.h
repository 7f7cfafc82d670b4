/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SAMPLE_TYPES_H
#define SAMPLE_TYPES_H

/* The reader learns from this file's path where the source tree begins. */
typedef unsigned int u32;
typedef _Bool bool;

#define noinline __attribute__((__noinline__))
#define always_inline inline __attribute__((__always_inline__))
#define used __attribute__((__used__))

extern volatile int sink;

#endif
