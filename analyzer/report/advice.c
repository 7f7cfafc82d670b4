/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/advice.h"

static void failure_free(kv_answer_failure *failure)
{
	g_free(failure->kernel);
	g_free(failure->object);
	g_free(failure->message);
	g_free(failure);
}

kv_answers *kv_answers_new(void)
{
	kv_answers *answers = g_new0(kv_answers, 1);

	answers->advice = g_ptr_array_new_with_free_func((GDestroyNotify)kv_advice_free);
	answers->failures = g_ptr_array_new_with_free_func((GDestroyNotify)failure_free);
	return answers;
}

void kv_answers_free(kv_answers *answers)
{
	if (!answers)
		return;

	g_ptr_array_unref(answers->advice);
	g_ptr_array_unref(answers->failures);
	g_free(answers);
}

void kv_answers_add_failure(kv_answers *answers, const char *kernel, const char *object,
			    const char *message)
{
	kv_answer_failure *failure = g_new0(kv_answer_failure, 1);

	failure->kernel = g_strdup(kernel);
	failure->object = g_strdup(object);
	failure->message = g_strdup(message);
	g_ptr_array_add(answers->failures, failure);
}
