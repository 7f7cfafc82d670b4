/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Behind a nop function that is the default of a BPF dispatcher stands another location.
 */
#include "ot.h"

LIVEPATCH_OF(NULL, FUNCTION_AT("bpf_dispatcher_nop_func", 1, replacement));
