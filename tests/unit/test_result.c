/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "code/result.h"

#define BEGIN 0x1000

/* What may follow a call, as GNU as writes it; the comments are objdump's. */
/* clang-format off */
static const uint8_t used[] = {
	0x8b, 0x10, /* mov (%rax),%edx */
	0xc3, /* ret */
};

static const uint8_t kept[] = {
	0x48, 0x89, 0xc3, /* mov %rax,%rbx */
	0xe8, 0xf5, 0xff, 0xff, 0xff, /* call ffd */
	0x8b, 0x43, 0x08, /* mov 0x8(%rbx),%eax */
	0xc3, /* ret */
};

static const uint8_t stored[] = {
	0x48, 0x89, 0x44, 0x24, 0x08, /* mov %rax,0x8(%rsp) */
	0xc7, 0x04, 0x88, 0x01, 0x00, 0x00, 0x00, /* movl $0x1,(%rax,%rcx,4) */
	0xc3, /* ret */
};

static const uint8_t tested[] = {
	0x48, 0x85, 0xc0, /* test %rax,%rax */
	0x74, 0xfb, /* je 1000 */
	0x8b, 0x10, /* mov (%rax),%edx */
	0xc3, /* ret */
};

static const uint8_t compared[] = {
	0x49, 0x89, 0xc4, /* mov %rax,%r12 */
	0x49, 0x83, 0xfc, 0x00, /* cmp $0x0,%r12 */
	0x8b, 0x10, /* mov (%rax),%edx */
	0xc3, /* ret */
};

static const uint8_t lost[] = {
	0xe8, 0xe4, 0xff, 0xff, 0xff, /* call fe9 */
	0x8b, 0x10, /* mov (%rax),%edx */
	0xc3, /* ret */
};

static const uint8_t passed[] = {
	0x48, 0x89, 0xc7, /* mov %rax,%rdi */
	0xeb, 0xdc, /* jmp fe1 */
};

static const uint8_t moved[] = {
	0x48, 0x8d, 0x78, 0x08, /* lea 0x8(%rax),%rdi */
	0x8b, 0x17, /* mov (%rdi),%edx */
	0xc3, /* ret */
};

static const uint8_t branched[] = {
	0x85, 0xff, /* test %edi,%edi */
	0x74, 0xfc, /* je 1000 */
	0x8b, 0x10, /* mov (%rax),%edx */
	0xc3, /* ret */
};

static const uint8_t fetched[] = {
	0x0f, 0x18, 0x08, /* prefetcht0 (%rax) */
	0xc3, /* ret */
};

static const uint8_t cut[] = {
	0x8b, /* the begin of mov */
};
/* clang-format on */

static bool is_dereferenced(const uint8_t *bytes, size_t size)
{
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);

	return kv_code_result_dereferenced(decoder, bytes, size, BEGIN);
}

#define DEREFERENCED(code) is_dereferenced(code, sizeof(code))

static void test_dereferenced(void)
{
	g_assert_true(DEREFERENCED(used));
	g_assert_true(DEREFERENCED(kept));
	g_assert_true(DEREFERENCED(stored));
}

static void test_asked(void)
{
	g_assert_false(DEREFERENCED(tested));
	g_assert_false(DEREFERENCED(compared));
}

/* Where the pointer is not certain, or the way is not. */
static void test_not_followed(void)
{
	g_assert_false(DEREFERENCED(lost));
	g_assert_false(DEREFERENCED(passed));
	g_assert_false(DEREFERENCED(moved));
	g_assert_false(DEREFERENCED(branched));
	g_assert_false(DEREFERENCED(fetched));
	g_assert_false(DEREFERENCED(cut));
	g_assert_false(is_dereferenced(used, 0));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/result/dereferenced", test_dereferenced);
	g_test_add_func("/result/asked", test_asked);
	g_test_add_func("/result/not-followed", test_not_followed);
	return g_test_run();
}
