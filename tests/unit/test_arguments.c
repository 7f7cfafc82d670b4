/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "code/arguments.h"

/* Functions at BEGIN as GNU as writes them; the comments are objdump's. */
#define BEGIN 0x1000
#define CREATE 0x2000
#define FENTRY 0x3000
#define FIRST 0x4000
#define SECOND 0x4100

/* clang-format off */
static const uint8_t plain[] = {
	0xe8, 0xfb, 0x1f, 0x00, 0x00, /* call 3000 */
	0x53, /* push %rbx */
	0x48, 0x89, 0xfb, /* mov %rdi,%rbx */
	0xe8, 0xf2, 0x10, 0x00, 0x00, /* call 2100 */
	0x48, 0xc7, 0xc7, 0x00, 0x40, 0x00, 0x00, /* mov $0x4000,%rdi */
	0x48, 0x89, 0xde, /* mov %rbx,%rsi */
	0xe8, 0xe3, 0x0f, 0x00, 0x00, /* call 2000 */
	0x5b, /* pop %rbx */
	0xc3, /* ret */
};

static const uint8_t two_ways[] = {
	0x85, 0xff, /* test %edi,%edi */
	0x74, 0x09, /* je 100d */
	0x48, 0xc7, 0xc7, 0x00, 0x40, 0x00, 0x00, /* mov $0x4000,%rdi */
	0xeb, 0x07, /* jmp 1014 */
	0x48, 0xc7, 0xc7, 0x00, 0x41, 0x00, 0x00, /* mov $0x4100,%rdi */
	0xe8, 0xe7, 0x0f, 0x00, 0x00, /* call 2000 */
	0xc3, /* ret */
};

static const uint8_t clobbered[] = {
	0x48, 0xc7, 0xc7, 0x00, 0x40, 0x00, 0x00, /* mov $0x4000,%rdi */
	0xe8, 0xf4, 0x10, 0x00, 0x00, /* call 2100 */
	0xe8, 0xef, 0x0f, 0x00, 0x00, /* call 2000 */
	0x48, 0xc7, 0xc7, 0x00, 0x40, 0x00, 0x00, /* mov $0x4000,%rdi */
	0x31, 0xff, /* xor %edi,%edi */
	0xe8, 0xe1, 0x0f, 0x00, 0x00, /* call 2000 */
	0xc3, /* ret */
};

static const uint8_t relative[] = {
	0x48, 0x8d, 0x05, 0x00, 0x40, 0x00, 0x00, /* lea 0x4000(%rip),%rax */
	0x48, 0x89, 0xc7, /* mov %rax,%rdi */
	0xe9, 0xf1, 0x0f, 0x00, 0x00, /* jmp 2000 */
};

static const uint8_t behind_return[] = {
	0x48, 0xc7, 0xc7, 0x00, 0x40, 0x00, 0x00, /* mov $0x4000,%rdi */
	0x85, 0xf6, /* test %esi,%esi */
	0x74, 0x03, /* je 100e */
	0x31, 0xff, /* xor %edi,%edi */
	0xc3, /* ret */
	0xe8, 0xed, 0x0f, 0x00, 0x00, /* call 2000 */
	0xc3, /* ret */
};
/* clang-format on */

/* What the first two arguments of the calls of CREATE are; the last call counts. */
typedef struct {
	kv_values first, second;
	unsigned int calls;
} passed;

static bool visit(gpointer data, const kv_instruction *branch,
		  const kv_values arguments[KV_ARGUMENTS_MAX])
{
	passed *found = data;

	if (branch->target == CREATE) {
		found->first = arguments[0];
		found->second = arguments[1];
		found->calls++;
	}
	return branch->target != FENTRY;
}

static passed trace(const uint8_t *bytes, size_t size, bool is_entry)
{
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	passed found = {.calls = 0};

	kv_arguments_trace(decoder, bytes, size, BEGIN, is_entry, visit, &found);
	return found;
}

#define TRACE(function) trace(function, sizeof(function), true)

static bool has(const kv_values *values, kv_value_kind kind, uint64_t value)
{
	for (uint32_t i = 0; i < values->count; i++)
		if (values->value[i].kind == kind && values->value[i].value == value &&
		    values->value[i].external == KV_DECODE_LOCAL)
			return true;
	return false;
}

/* An address, and an argument that was kept over a call and is handed on. */
static void test_plain(void)
{
	passed found = TRACE(plain);

	g_assert_cmpuint(found.calls, ==, 1);
	g_assert_cmpuint(found.first.count, ==, 1);
	g_assert_true(has(&found.first, KV_VALUE_ADDRESS, FIRST));
	g_assert_cmpuint(found.second.count, ==, 1);
	g_assert_true(has(&found.second, KV_VALUE_ARGUMENT, 0));

	/* A cold part does not begin with the function's arguments. */
	found = trace(plain, sizeof(plain), false);
	g_assert_true(has(&found.first, KV_VALUE_ADDRESS, FIRST));
	g_assert_cmpuint(found.second.count, ==, 0);
}

static void test_ways(void)
{
	passed found = TRACE(two_ways);

	g_assert_cmpuint(found.first.count, ==, 2);
	g_assert_true(has(&found.first, KV_VALUE_ADDRESS, FIRST));
	g_assert_true(has(&found.first, KV_VALUE_ADDRESS, SECOND));

	found = TRACE(behind_return);
	g_assert_cmpuint(found.first.count, ==, 1);
	g_assert_true(has(&found.first, KV_VALUE_ADDRESS, FIRST));
}

static void test_clobbered(void)
{
	passed found = TRACE(clobbered);

	g_assert_cmpuint(found.calls, ==, 2);
	g_assert_cmpuint(found.first.count, ==, 0);
}

static void test_relative(void)
{
	passed found = TRACE(relative);

	g_assert_cmpuint(found.calls, ==, 1);
	g_assert_cmpuint(found.first.count, ==, 1);
	g_assert_true(has(&found.first, KV_VALUE_ADDRESS, BEGIN + 7 + FIRST));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arguments/plain", test_plain);
	g_test_add_func("/arguments/ways", test_ways);
	g_test_add_func("/arguments/clobbered", test_clobbered);
	g_test_add_func("/arguments/relative", test_relative);
	return g_test_run();
}
