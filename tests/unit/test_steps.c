/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "livepatch/code/steps.h"

#define HOT 0x1000
#define COLD 0x800 /* in front of its function */

/* clang-format off */
static const uint8_t hot[] = {
	0xe8, 0xfb, 0x0f, 0x00, 0x00, /* 1000: call 2000 */
	0x0f, 0x84, 0xf5, 0xf7, 0xff, 0xff, /* 1005: je 800 */
	0xeb, 0x02, /* 100b: jmp 100f */
	0x0f, 0x0b, /* 100d: ud2 */
	0xff, 0xd0, /* 100f: call *%rax */
	0x74, 0xed, /* 1011: je 1000 */
	0xe9, 0xe8, 0x0f, 0x00, 0x00, /* 1013: jmp 2000 */
};

static const uint8_t cold[] = {
	0x90, /* 800: nop */
	0xe8, 0xfa, 0x17, 0x00, 0x00, /* 801: call 2000 */
	0xe9, 0x00, 0x08, 0x00, 0x00, /* 806: jmp 100b */
};
/* clang-format on */

/* The steps as "kind call next target", and "-" for nowhere. */
static char *describe(const GArray *steps)
{
	static const char kinds[] = {
		[KV_LP_STEP_CALL] = 'c',
		[KV_LP_STEP_FORK] = 'f',
		[KV_LP_STEP_JUMP] = 'j',
		[KV_LP_STEP_END] = 'e',
	};
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < steps->len; i++) {
		const kv_lp_step *step = &g_array_index(steps, kv_lp_step, i);
		const uint32_t numbers[] = {step->call, step->next, step->target};

		g_string_append_c(text, kinds[step->kind]);
		for (gsize j = 0; j < G_N_ELEMENTS(numbers); j++) {
			if (numbers[j] == KV_LP_NOWHERE)
				g_string_append(text, " -");
			else
				g_string_append_printf(text, " %u", numbers[j]);
		}
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

/* Numbers the calls: those of instructions that go to 0x2000. */
static void number_calls(const GArray *instructions, GArray *calls)
{
	guint32 count = 0;

	for (guint i = 0; i < instructions->len; i++) {
		const kv_instruction *at = &g_array_index(instructions, kv_instruction, i);
		bool is_call = at->flags & KV_INSTRUCTION_HAS_TARGET && at->target == 0x2000;
		guint32 number = is_call ? count++ : KV_LP_NOWHERE;

		g_array_append_val(calls, number);
	}
}

static char *read_steps(const kv_flow_range *pieces, size_t count)
{
	g_autoptr(kv_decoder) decoder = kv_decoder_new(NULL, NULL);
	g_autoptr(GArray) instructions = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	g_autoptr(GArray) calls = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(kv_lp_step));

	for (size_t i = 0; i < count; i++)
		kv_decode_run(decoder, pieces[i].bytes, pieces[i].end - pieces[i].begin,
			      pieces[i].begin, instructions);
	number_calls(instructions, calls);
	kv_lp_steps_read(pieces, count, instructions, calls, steps);
	return describe(steps);
}

static void test_pieces(void)
{
	const kv_flow_range pieces[] = {
		{HOT, HOT + sizeof(hot), hot},
		{COLD, COLD + sizeof(cold), cold},
	};
	g_autofree char *steps = read_steps(pieces, G_N_ELEMENTS(pieces));

	/* The jump over ud2, and the cold part's way back. */
	g_assert_cmpstr(steps, ==,
			"c 0 1 -\n" /* 1000 */
			"f - 2 6\n" /* 1005 */
			"j - - 3\n" /* 100b */
			"c - 4 -\n" /* 100f */
			"f - 5 0\n" /* 1011 */
			"e 1 - -\n" /* 1013 */
			"c 2 7 -\n" /* 801 */
			"j - - 2\n" /* 806 */);
}

/* A function that ends in the middle, and one without any step. */
static void test_ends(void)
{
	const kv_flow_range call = {HOT, HOT + 5, hot}, nop = {COLD, COLD + 1, cold};
	g_autofree char *one = read_steps(&call, 1);
	g_autofree char *none = read_steps(&nop, 1);

	g_assert_cmpstr(one, ==, "c 0 - -\n");
	g_assert_cmpstr(none, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/steps/pieces", test_pieces);
	g_test_add_func("/steps/ends", test_ends);
	return g_test_run();
}
