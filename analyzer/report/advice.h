/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_ADVICE_H
#define KV_REPORT_ADVICE_H

#include <stdbool.h>

#include "advice/advice.h"

/* A kernel, or an object of it, on which nothing could be answered. */
typedef struct kv_answer_failure {
	char *kernel; /* as reports call it, or as the user does when it could not be opened */
	char *object; /* NULL: the kernel itself could not be opened */
	char *message;
} kv_answer_failure;

/* Everything that one run of `klpvet func` has to say. */
typedef struct kv_answers {
	GPtrArray *advice;   /* (element-type kv_advice): one for each kernel and name */
	GPtrArray *failures; /* (element-type kv_answer_failure) */
} kv_answers;

kv_answers *kv_answers_new(void);
void kv_answers_free(kv_answers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_answers, kv_answers_free)
/* Records a failure; @object may be NULL, see kv_answer_failure. */
void kv_answers_add_failure(kv_answers *answers, const char *kernel, const char *object,
			    const char *message);

/*
 * Writers of the answers. Both append valid UTF-8; docs/report-json.md describes the JSON. The
 * text leaves failures to stderr.
 */
void kv_advice_write_text(const kv_answers *answers, bool color, GString *output);
void kv_advice_write_json(const kv_answers *answers, GString *output);

#endif
