/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "code/decode.h"

#define ADDRESS UINT64_C(0xffffffff81000000)

/* Bytes as GNU as writes them; what they mean is objdump's reading. */
typedef struct {
	const char *text; /* AT&T */
	uint8_t bytes[12];
	uint8_t length;
	kv_instruction_kind kind;
	kv_operation operation;
	uint8_t flags;
	uint64_t where; /* target or memory */
	int64_t immediate;
	uint8_t condition;
} sample;

#define NO_CONDITION KV_CONDITION_NONE
#define TARGET KV_INSTRUCTION_HAS_TARGET
#define FIXED (KV_INSTRUCTION_HAS_MEMORY | KV_INSTRUCTION_MEMORY_FIXED)
#define MEMORY KV_INSTRUCTION_HAS_MEMORY
#define IMMEDIATE KV_INSTRUCTION_HAS_IMMEDIATE

static const sample samples[] = {
	{"call .+0x105",
	 {0xe8, 0, 1, 0, 0},
	 5,
	 KV_INSTRUCTION_CALL,
	 KV_OPERATION_OTHER,
	 TARGET,
	 ADDRESS + 0x105,
	 0,
	 NO_CONDITION},
	{"jmp .+0x20",
	 {0xeb, 0x1e},
	 2,
	 KV_INSTRUCTION_JUMP,
	 KV_OPERATION_OTHER,
	 TARGET,
	 ADDRESS + 0x20,
	 0,
	 NO_CONDITION},
	{"cs jmp .+0x40",
	 {0x2e, 0xeb, 0x3d},
	 3,
	 KV_INSTRUCTION_JUMP,
	 KV_OPERATION_OTHER,
	 TARGET,
	 ADDRESS + 0x40,
	 0,
	 NO_CONDITION},
	{"jne .+0x10",
	 {0x75, 0x0e},
	 2,
	 KV_INSTRUCTION_CONDITIONAL_JUMP,
	 KV_OPERATION_OTHER,
	 TARGET,
	 ADDRESS + 0x10,
	 0,
	 5},
	{"jg .+0x1000",
	 {0x0f, 0x8f, 0xfa, 0x0f, 0, 0},
	 6,
	 KV_INSTRUCTION_CONDITIONAL_JUMP,
	 KV_OPERATION_OTHER,
	 TARGET,
	 ADDRESS + 0x1000,
	 0,
	 15},
	{"loop .",
	 {0xe2, 0xfe},
	 2,
	 KV_INSTRUCTION_CONDITIONAL_JUMP,
	 KV_OPERATION_OTHER,
	 TARGET,
	 ADDRESS,
	 0,
	 NO_CONDITION},
	{"call *%rax",
	 {0xff, 0xd0},
	 2,
	 KV_INSTRUCTION_INDIRECT_CALL,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"call *0x1234(%rip)",
	 {0xff, 0x15, 0x34, 0x12, 0, 0},
	 6,
	 KV_INSTRUCTION_INDIRECT_CALL,
	 KV_OPERATION_OTHER,
	 FIXED,
	 ADDRESS + 0x123a,
	 0,
	 NO_CONDITION},
	{"jmp *-0x7e000000(,%rdi,8)",
	 {0xff, 0x24, 0xfd, 0, 0, 0, 0x82},
	 7,
	 KV_INSTRUCTION_INDIRECT_JUMP,
	 KV_OPERATION_OTHER,
	 MEMORY,
	 0xffffffff82000000,
	 0,
	 NO_CONDITION},
	{"jmp *0x601000",
	 {0xff, 0x24, 0x25, 0, 0x10, 0x60, 0},
	 7,
	 KV_INSTRUCTION_INDIRECT_JUMP,
	 KV_OPERATION_OTHER,
	 FIXED,
	 0x601000,
	 0,
	 NO_CONDITION},
	{"notrack jmp *%rdx",
	 {0x3e, 0xff, 0xe2},
	 3,
	 KV_INSTRUCTION_INDIRECT_JUMP,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"ret", {0xc3}, 1, KV_INSTRUCTION_RETURN, KV_OPERATION_OTHER, 0, 0, 0, NO_CONDITION},
	{"iretq",
	 {0x48, 0xcf},
	 2,
	 KV_INSTRUCTION_RETURN,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"sysretq",
	 {0x48, 0x0f, 0x07},
	 3,
	 KV_INSTRUCTION_RETURN,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"int3", {0xcc}, 1, KV_INSTRUCTION_TRAP, KV_OPERATION_OTHER, 0, 0, 0, NO_CONDITION},
	{"ud2", {0x0f, 0x0b}, 2, KV_INSTRUCTION_TRAP, KV_OPERATION_OTHER, 0, 0, 0, NO_CONDITION},
	{"ud1 %esp,%ecx",
	 {0x0f, 0xb9, 0xcc},
	 3,
	 KV_INSTRUCTION_TRAP,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"mov $0xffffffff81234567,%rdi",
	 {0x48, 0xc7, 0xc7, 0x67, 0x45, 0x23, 0x81},
	 7,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_MOVE,
	 IMMEDIATE,
	 0,
	 (int64_t)0xffffffff81234567,
	 NO_CONDITION},
	{"movabs $0x1122334455667788,%rax",
	 {0x48, 0xb8, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11},
	 10,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_MOVE,
	 IMMEDIATE,
	 0,
	 0x1122334455667788,
	 NO_CONDITION},
	{"movl $5,0x100(%rip)",
	 {0xc7, 0x05, 0, 1, 0, 0, 5, 0, 0, 0},
	 10,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_MOVE,
	 FIXED | IMMEDIATE,
	 ADDRESS + 0x10a,
	 5,
	 NO_CONDITION},
	{"mov 0x12345678(%rbx),%rcx",
	 {0x48, 0x8b, 0x8b, 0x78, 0x56, 0x34, 0x12},
	 7,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_MOVE,
	 MEMORY,
	 0x12345678,
	 0,
	 NO_CONDITION},
	{"cmp $0x1b3,%esi",
	 {0x81, 0xfe, 0xb3, 1, 0, 0},
	 6,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_COMPARE,
	 IMMEDIATE,
	 0,
	 0x1b3,
	 NO_CONDITION},
	{"lea 0x20(%rip),%rdi",
	 {0x48, 0x8d, 0x3d, 0x20, 0, 0, 0},
	 7,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_ADDRESS,
	 FIXED,
	 ADDRESS + 0x27,
	 0,
	 NO_CONDITION},
	{"xor %ebx,%ebx",
	 {0x31, 0xdb},
	 2,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_XOR,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"push %rbp", {0x55}, 1, KV_INSTRUCTION_OTHER, KV_OPERATION_PUSH, 0, 0, 0, NO_CONDITION},
	{"pause", {0xf3, 0x90}, 2, KV_INSTRUCTION_OTHER, KV_OPERATION_PAUSE, 0, 0, 0, NO_CONDITION},
	{"nopw (%rax,%rax,1)",
	 {0x66, 0x0f, 0x1f, 0x04, 0},
	 5,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_NOP,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"rdpkru",
	 {0x0f, 0x01, 0xee},
	 3,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"serialize",
	 {0x0f, 0x01, 0xe8},
	 3,
	 KV_INSTRUCTION_OTHER,
	 KV_OPERATION_OTHER,
	 0,
	 0,
	 0,
	 NO_CONDITION},
	{"(bad)", {0x06}, 1, KV_INSTRUCTION_BAD, KV_OPERATION_OTHER, 0, 0, 0, NO_CONDITION},
};

static void check(const sample *expected, const kv_instruction *found, uint64_t address)
{
	bool moves = expected->where - ADDRESS < 0x10000;

	g_test_message("%s", expected->text);
	g_assert_cmphex(found->address, ==, address);
	g_assert_cmpuint(found->length, ==, expected->length);
	g_assert_cmpuint(found->kind, ==, expected->kind);
	g_assert_cmpuint(found->operation, ==, expected->operation);
	g_assert_cmphex(found->flags, ==, expected->flags);
	g_assert_cmpuint(found->condition, ==, expected->condition);
	g_assert_cmphex(found->immediate, ==, expected->immediate);
	g_assert_cmpuint(found->target_external, ==, KV_DECODE_LOCAL);
	if (expected->flags & (TARGET | MEMORY))
		g_assert_cmphex(found->target, ==,
				expected->where + (moves ? address - ADDRESS : 0));
}

static void test_one(void)
{
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		kv_instruction found;

		kv_decode(decoder, samples[i].bytes, samples[i].length, ADDRESS, &found);
		check(&samples[i], &found, ADDRESS);
	}
}

static void test_run(void)
{
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	g_autoptr(GByteArray) code = g_byte_array_new();
	uint64_t address = ADDRESS;

	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++)
		g_byte_array_append(code, samples[i].bytes, samples[i].length);
	kv_decode_run(decoder, code->data, code->len, ADDRESS, found);
	g_assert_cmpuint(found->len, ==, G_N_ELEMENTS(samples));
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		check(&samples[i], &g_array_index(found, kv_instruction, i), address);
		address += samples[i].length;
	}
}

/* A call that ends with the section, and one that the section cuts off. */
static void test_cut_off(void)
{
	static const uint8_t code[] = {0x06, 0xe8, 0, 0, 0, 0, 0xe8, 0, 0};
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	uint64_t end = ADDRESS;

	kv_decode_run(decoder, code, sizeof(code), ADDRESS, found);
	for (guint i = 0; i < found->len; i++) {
		const kv_instruction *at = &g_array_index(found, kv_instruction, i);

		g_assert_cmphex(at->address, ==, end);
		end = kv_instruction_end(at);
	}
	g_assert_cmphex(end, ==, ADDRESS + sizeof(code));
	g_assert_cmpuint(g_array_index(found, kv_instruction, 1).kind, ==, KV_INSTRUCTION_CALL);
	g_assert_cmpuint(g_array_index(found, kv_instruction, 2).kind, ==, KV_INSTRUCTION_BAD);
}

/* Any bytes at all are decoded to their end. */
static void test_noise(void)
{
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);

	for (int round = 0; round < 200; round++) {
		g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
		g_autofree uint8_t *code = g_malloc(256);
		uint64_t size = 0;

		for (int i = 0; i < 256; i++)
			code[i] = (uint8_t)g_rand_int(random);
		kv_decode_run(decoder, code, 256, ADDRESS, found);
		for (guint i = 0; i < found->len; i++) {
			const kv_instruction *at = &g_array_index(found, kv_instruction, i);
			kv_operand operands[KV_OPERANDS_MAX];

			g_assert_cmpuint(kv_decode_operands(decoder, code + size, at, operands), <=,
					 KV_OPERANDS_MAX);
			g_assert_cmpuint(at->length, >, 0);
			size += at->length;
		}
		g_assert_cmpuint(size, ==, 256);
	}
}

/* The relocations of the module below; `data` counts how often it was asked. */
static bool resolve(gpointer data, uint64_t address, kv_reference *reference)
{
	static const struct {
		uint64_t address;
		kv_reference reference;
	} relocations[] = {
		{0x1001, {.value = (uint64_t)-4, .external = 7}},
		{0x1007, {.value = 0x2000 - 4, .external = KV_DECODE_LOCAL}},
		{0x100e, {.value = 0x3000, .external = KV_DECODE_LOCAL, .absolute = true}},
		{0x1014, {.value = 0x4000 - 8, .external = KV_DECODE_LOCAL}},
		{0x1018, {.value = 0x10, .external = 9, .absolute = true}},
	};

	++*(guint *)data;
	for (gsize i = 0; i < G_N_ELEMENTS(relocations); i++) {
		if (relocations[i].address == address) {
			*reference = relocations[i].reference;
			return true;
		}
	}
	return false;
}

static void test_relocated(void)
{
	/* call extern; je 2000; mov $0x3000,%rdi; movl $extern+0x10,0x4000(%rip); jmp .+5 */
	static const uint8_t code[] = {0xe8, 0,	   0,	 0,    0, 0x0f, 0x84, 0, 0,    0,
				       0,    0x48, 0xc7, 0xc7, 0, 0,	0,    0, 0xc7, 0x05,
				       0,    0,	   0,	 0,    0, 0,	0,    0, 0xeb, 3};
	guint asked = 0;
	g_autoptr(kv_decoder) decoder = kv_decoder_new(resolve, &asked);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	const kv_instruction *at;

	kv_decode_run(decoder, code, sizeof(code), 0x1000, found);
	g_assert_cmpuint(found->len, ==, 5);
	g_assert_cmpuint(asked, ==, 6);
	at = (const kv_instruction *)(void *)found->data;
	g_assert_cmpuint(at[0].target_external, ==, 7);
	g_assert_cmphex(at[0].target, ==, 0);
	g_assert_cmphex(at[1].target, ==, 0x2000);
	g_assert_cmpuint(at[1].target_external, ==, KV_DECODE_LOCAL);
	g_assert_cmphex(at[2].immediate, ==, 0x3000);
	g_assert_cmphex(at[3].memory, ==, 0x4000);
	g_assert_cmpuint(at[3].immediate_external, ==, 9);
	g_assert_cmphex(at[3].immediate, ==, 0x10);
	g_assert_cmphex(at[4].target, ==, 0x101c + 5);
	g_assert_false(at[4].flags & KV_INSTRUCTION_RELOCATED);
}

static void test_operands(void)
{
	/* mov 0x8(%rbx,%rcx,4),%edi; push %rbp; cmp $0x1b3,%esi */
	static const uint8_t move[] = {0x8b, 0x7c, 0x8b, 0x08}, push[] = {0x55},
			     compare[] = {0x81, 0xfe, 0xb3, 1, 0, 0};
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	kv_operand operands[KV_OPERANDS_MAX];
	kv_instruction at;

	kv_decode(decoder, move, sizeof(move), ADDRESS, &at);
	g_assert_cmpuint(kv_decode_operands(decoder, move, &at, operands), ==, 2);
	g_assert_cmpuint(operands[0].kind, ==, KV_OPERAND_REGISTER);
	g_assert_cmpuint(operands[0].base, ==, KV_REGISTER_RDI);
	g_assert_cmpuint(operands[0].size, ==, 4);
	g_assert_true(operands[0].written && !operands[0].read);
	g_assert_cmpuint(operands[1].kind, ==, KV_OPERAND_MEMORY);
	g_assert_cmpuint(operands[1].base, ==, KV_REGISTER_RBX);
	g_assert_cmpuint(operands[1].index, ==, KV_REGISTER_RCX);
	g_assert_cmpuint(operands[1].scale, ==, 4);
	g_assert_cmpint(operands[1].value, ==, 8);

	kv_decode(decoder, push, sizeof(push), ADDRESS, &at);
	g_assert_cmpuint(kv_decode_operands(decoder, push, &at, operands), ==, 3);
	g_assert_cmpuint(operands[0].base, ==, KV_REGISTER_RBP);
	g_assert_false(operands[0].implicit);
	g_assert_cmpuint(operands[1].base, ==, KV_REGISTER_RSP);
	g_assert_true(operands[1].implicit);

	kv_decode(decoder, compare, sizeof(compare), ADDRESS, &at);
	g_assert_cmpuint(kv_decode_operands(decoder, compare, &at, operands), ==, 2);
	g_assert_false(operands[0].written);
	g_assert_cmpint(operands[1].value, ==, 0x1b3);
}

static void test_thunks(void)
{
	kv_instruction at = {.kind = KV_INSTRUCTION_CALL, .flags = TARGET};

	g_assert_cmpuint(kv_branch_to("__x86_indirect_thunk_rax"), ==, KV_BRANCH_INDIRECT);
	g_assert_cmpuint(kv_branch_to("__x86_indirect_its_thunk_r10"), ==, KV_BRANCH_INDIRECT);
	g_assert_cmpuint(kv_branch_to("__x86_return_thunk"), ==, KV_BRANCH_RETURN);
	g_assert_cmpuint(kv_branch_to("srso_alias_return_thunk"), ==, KV_BRANCH_RETURN);
	g_assert_cmpuint(kv_branch_to("__fentry__"), ==, KV_BRANCH_TRACING);
	g_assert_cmpuint(kv_branch_to("schedule"), ==, KV_BRANCH_PLAIN);

	kv_instruction_redirect(&at, KV_BRANCH_PLAIN);
	g_assert_cmpuint(at.kind, ==, KV_INSTRUCTION_CALL);
	g_assert_cmphex(at.flags, ==, TARGET);
	kv_instruction_redirect(&at, KV_BRANCH_INDIRECT);
	g_assert_cmpuint(at.kind, ==, KV_INSTRUCTION_INDIRECT_CALL);
	g_assert_cmphex(at.flags, ==, 0);
	at.kind = KV_INSTRUCTION_JUMP;
	kv_instruction_redirect(&at, KV_BRANCH_RETURN);
	g_assert_cmpuint(at.kind, ==, KV_INSTRUCTION_RETURN);
	at.kind = KV_INSTRUCTION_CALL;
	kv_instruction_redirect(&at, KV_BRANCH_TRACING);
	g_assert_cmpuint(at.kind, ==, KV_INSTRUCTION_OTHER);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decode/one", test_one);
	g_test_add_func("/decode/run", test_run);
	g_test_add_func("/decode/cut-off", test_cut_off);
	g_test_add_func("/decode/noise", test_noise);
	g_test_add_func("/decode/relocated", test_relocated);
	g_test_add_func("/decode/operands", test_operands);
	g_test_add_func("/decode/thunks", test_thunks);
	return g_test_run();
}
