/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KT_H
#define KT_H

/* One body under this name, whatever the compiler sees of its callers. */
#define KEEP __attribute__((noipa))

int kt_other(int value);
int kt_unique(int value);

#endif
