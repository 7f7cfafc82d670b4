/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stubs of listen(2) call one function.
 *
 * expect: clean
 */
#include "case.h"

REPLACEMENT(fixed_listen, int, int socket, int backlog)

LIVEPATCH_OF(NULL, FUNCTION("__sys_listen", fixed_listen));
