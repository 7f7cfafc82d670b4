/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

/*
 * Reports to the harness go through /dev/kmsg, so that they stand on the console in order with what
 * the kernel says: "@@klpvet STEP KIND TEXT", one line each.
 */

#define REPORT_MAX 700 /* the kernel takes records of somewhat less than 1024 bytes */

/* Opens /dev/kmsg; to be called once, before any report. */
void report_open(void);
/* The number that reports carry from now on; 0 between cases. */
void report_set_step(int number);
/* @kind is one word. Unprintable bytes of the text become '~', what is too long is cut. */
void report(const char *kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
