/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_LIVEPATCHES_H
#define GUEST_LIVEPATCHES_H

#include <stdbool.h>

/* The livepatches of the machine, as sysfs, procfs and tracefs show them. */

/* Whether there is any. */
bool livepatches_any(void);
/* Prints "livepatch NAME" for each. */
void livepatches_print(void);
/* Prints the functions of a livepatch: "object function,position", one a line. */
void livepatch_print_functions(const char *name);
/* Prints what ftrace redirects, one name a line, with " [module]". */
void livepatches_print_sites(void);
/* Asks for the reverse transition; 0, or -errno. */
long livepatch_disable(const char *name);
/*
 * Waits until no livepatch is in transition, @seconds at most, and prints "finished"; or "stuck"
 * and the state and name of every task, one a line.
 */
void livepatches_settle(long seconds);

#endif
