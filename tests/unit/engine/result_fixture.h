/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_TEST_RESULT_FIXTURE_H
#define KV_TEST_RESULT_FIXTURE_H

#include "engine/check.h"

/* Results of checks that tests make up, of "fix.ko" on @kernel; nothing is found unless added. */
kv_result *fixture_new_result(const char *kernel);
void fixture_add_previous(kv_result *result, const char *name, kv_fact active, gboolean loaded);
kv_result_function *fixture_add_function(kv_result *result, const char *object, const char *name);
/* A refusal gets EINVAL without a message; its stage is the first one. */
kv_finding *fixture_add_finding(kv_result *result, const char *object, const char *function,
				kv_level level, kv_effect effect, const char *message);
void fixture_add_missing(kv_result *result, const char *rule, const char *object,
			 const char *function, const char *reason);

#endif
