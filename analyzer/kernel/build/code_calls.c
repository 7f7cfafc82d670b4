/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/build/code_parts.h"

const kv_code_part kv_code_calls = {NULL};
