/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "code/dispatch.h"

/* Functions at BEGIN as GNU as writes them; the comments are objdump's. */
#define BEGIN 0x1000
#define ONE 0x2000
#define TWO 0x2100
#define NONE 0x2f00
#define FENTRY 0x3000
#define THUNK 0x3100
#define RETURN_THUNK 0x3200
#define TABLE 0x5000

/* clang-format off */
static const uint8_t tree[] = {
	0xe8, 0xfb, 0x1f, 0x00, 0x00, /* call 3000 */
	0x83, 0xfe, 0x07, /* cmp $0x7,%esi */
	0x74, 0x0f, /* je 1019 */
	0x77, 0x1f, /* ja 102b */
	0x85, 0xf6, /* test %esi,%esi */
	0x0f, 0x85, 0xec, 0x1e, 0x00, 0x00, /* jne 2f00 */
	0xe9, 0xe7, 0x0f, 0x00, 0x00, /* jmp 2000 */
	0x48, 0x83, 0xec, 0x08, /* sub $0x8,%rsp */
	0xe8, 0xde, 0x10, 0x00, 0x00, /* call 2100 */
	0x48, 0x83, 0xc4, 0x08, /* add $0x8,%rsp */
	0xe9, 0xd5, 0x21, 0x00, 0x00, /* jmp 3200 */
	0x8d, 0x46, 0xf0, /* lea -0x10(%rsi),%eax */
	0x83, 0xf8, 0x01, /* cmp $0x1,%eax */
	0x0f, 0x87, 0xc9, 0x1e, 0x00, 0x00, /* ja 2f00 */
	0xe9, 0xc4, 0x10, 0x00, 0x00, /* jmp 2100 */
};

static const uint8_t jump_table[] = {
	0x83, 0xfe, 0x02, /* cmp $0x2,%esi */
	0x0f, 0x87, 0xf7, 0x1e, 0x00, 0x00, /* ja 2f00 */
	0x89, 0xf0, /* mov %esi,%eax */
	0xff, 0x24, 0xc5, 0x00, 0x50, 0x00, 0x00, /* jmp *0x5000(,%rax,8) */
	0xe9, 0xe9, 0x0f, 0x00, 0x00, /* jmp 2000 */
	0x90, /* nop */
	0x90, /* nop */
	0x90, /* nop */
	0xe9, 0xe1, 0x10, 0x00, 0x00, /* jmp 2100 */
};

static const uint8_t thunk_table[] = {
	0x83, 0xfe, 0x02, /* cmp $0x2,%esi */
	0x0f, 0x87, 0xf7, 0x1e, 0x00, 0x00, /* ja 2f00 */
	0x48, 0x63, 0xf6, /* movslq %esi,%rsi */
	0x48, 0x8b, 0x04, 0xf5, 0x00, 0x50, 0x00, 0x00, /* mov 0x5000(,%rsi,8),%rax */
	0xe9, 0xe7, 0x20, 0x00, 0x00, /* jmp 3100 */
	0x90, /* nop */
	0x90, /* nop */
	0x90, /* nop */
};

static const uint8_t unknown_memory[] = {
	0x83, 0x3f, 0x01, /* cmpl $0x1,(%rdi) */
	0x0f, 0x84, 0xf7, 0x0f, 0x00, 0x00, /* je 2000 */
	0xe9, 0xf2, 0x10, 0x00, 0x00, /* jmp 2100 */
};

static const uint8_t endless[] = {
	0x83, 0xfe, 0x01, /* cmp $0x1,%esi */
	0x75, 0xfb, /* jne 1000 */
	0xe9, 0xf6, 0x0f, 0x00, 0x00, /* jmp 2000 */
};

static const uint8_t into_itself[] = {
	0xeb, 0x01, /* jmp 1003 */
	0xb8, 0x05, 0x00, 0x00, 0x00, /* mov $0x5,%eax */
	0xe9, 0xf4, 0x0f, 0x00, 0x00, /* jmp 2000 */
};

static const uint8_t no_call[] = {
	0x31, 0xc0, /* xor %eax,%eax */
	0xc3, /* ret */
};

static const uint8_t signed_numbers[] = {
	0x83, 0xfe, 0xff, /* cmp $0xffffffff,%esi */
	0x0f, 0x8c, 0xf7, 0x0f, 0x00, 0x00, /* jl 2000 */
	0x0f, 0x88, 0xf1, 0x10, 0x00, 0x00, /* js 2100 */
	0x83, 0xee, 0x03, /* sub $0x3,%esi */
	0x0f, 0x8d, 0xe8, 0x10, 0x00, 0x00, /* jge 2100 */
	0xe9, 0xe3, 0x0f, 0x00, 0x00, /* jmp 2000 */
};
/* clang-format on */

static kv_branch branch_at(gpointer data, uint64_t address)
{
	switch (address) {
	case FENTRY:
		return KV_BRANCH_TRACING;
	case THUNK:
		return KV_BRANCH_INDIRECT;
	case RETURN_THUNK:
		return KV_BRANCH_RETURN;
	default:
		return KV_BRANCH_PLAIN;
	}
}

static kv_register thunk_register(gpointer data, uint64_t address)
{
	return address == THUNK ? KV_REGISTER_RAX : KV_REGISTER_NONE;
}

/* Two entries lead into jump_table[], to its jumps, the third one out of it. */
static bool load(gpointer data, uint64_t address, uint64_t *value)
{
	static const uint64_t table[] = {BEGIN + 0x12, BEGIN + 0x1a, TWO};

	if (address < TABLE || address % 8 != 0 || (address - TABLE) / 8 >= G_N_ELEMENTS(table))
		return false;
	*value = table[(address - TABLE) / 8];
	return true;
}

/* Where @number leads in the function of @size @bytes; 0: it cannot be followed. */
static uint64_t follow(const uint8_t *bytes, size_t size, uint32_t number)
{
	const kv_dispatch_outside outside = {branch_at, thunk_register, load, NULL};
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	g_autoptr(kv_dispatch) dispatch = kv_dispatch_new(decoder, bytes, size, BEGIN, &outside);
	uint64_t target = 0;

	if (!kv_dispatch_follow(dispatch, KV_REGISTER_RSI, number, &target))
		g_assert_cmphex(target, ==, 0);
	return target;
}

#define FOLLOW(function, number) follow(function, sizeof(function), number)

static void test_tree(void)
{
	g_assert_cmphex(FOLLOW(tree, 0), ==, ONE);
	for (uint32_t number = 1; number <= 6; number++)
		g_assert_cmphex(FOLLOW(tree, number), ==, NONE);
	g_assert_cmphex(FOLLOW(tree, 7), ==, TWO);
	g_assert_cmphex(FOLLOW(tree, 8), ==, NONE);
	g_assert_cmphex(FOLLOW(tree, 16), ==, TWO);
	g_assert_cmphex(FOLLOW(tree, 17), ==, TWO);
	g_assert_cmphex(FOLLOW(tree, 18), ==, NONE);
	g_assert_cmphex(FOLLOW(tree, UINT32_MAX), ==, NONE);
}

static void test_tables(void)
{
	g_assert_cmphex(FOLLOW(jump_table, 0), ==, ONE);
	g_assert_cmphex(FOLLOW(jump_table, 1), ==, TWO);
	g_assert_cmphex(FOLLOW(jump_table, 2), ==, TWO);
	g_assert_cmphex(FOLLOW(jump_table, 3), ==, NONE);
	g_assert_cmphex(FOLLOW(thunk_table, 2), ==, TWO);
	g_assert_cmphex(FOLLOW(thunk_table, 3), ==, NONE);
}

static void test_signs(void)
{
	g_assert_cmphex(FOLLOW(signed_numbers, (uint32_t)-2), ==, ONE);
	g_assert_cmphex(FOLLOW(signed_numbers, (uint32_t)-1), ==, ONE);
	g_assert_cmphex(FOLLOW(signed_numbers, 2), ==, ONE);
	g_assert_cmphex(FOLLOW(signed_numbers, 3), ==, TWO);
}

/* What is no switch is not guessed at, and ends. */
static void test_lost(void)
{
	g_assert_cmphex(FOLLOW(unknown_memory, 0), ==, 0);
	g_assert_cmphex(FOLLOW(endless, 0), ==, 0);
	g_assert_cmphex(FOLLOW(endless, 1), ==, ONE);
	g_assert_cmphex(FOLLOW(into_itself, 0), ==, 0);
	g_assert_cmphex(FOLLOW(no_call, 0), ==, 0);
	/* Cut off in the middle of an instruction, and before anything is decided. */
	g_assert_cmphex(follow(tree, 11, 7), ==, BEGIN + 0x19);
	g_assert_cmphex(follow(tree, 7, 7), ==, 0);
	g_assert_cmphex(follow(tree, 0, 7), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dispatch/tree", test_tree);
	g_test_add_func("/dispatch/tables", test_tables);
	g_test_add_func("/dispatch/signs", test_signs);
	g_test_add_func("/dispatch/lost", test_lost);
	return g_test_run();
}
