/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_RESULT_H
#define KV_CODE_RESULT_H

#include "code/decode.h"

/*
 * Whether what a call of x86-64 returns is used as an address before anything is asked about it:
 * @size is what is left of the function behind the call, @bytes at @address. Only the straight line
 * of code up to the next jump is looked at, and only copies from register to register are followed.
 */
bool kv_code_result_dereferenced(const kv_decoder *decoder, const uint8_t *bytes, size_t size,
				 uint64_t address);

#endif
