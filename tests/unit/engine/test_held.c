/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held when machine code sleeps: functions made by hand, in a made-up kernel. */
#include "engine/catalogue.h"
#include "behaviour/held.h"
#include "engine/rule.h"
#include "fake_kernel.h"

const kv_rule_info kv_rule_catalogue[] = {{0}};
const unsigned int kv_rule_count = 0;

enum { LOCK, UNLOCK, PRINT, DROP, SLEEP, SYMBOLS };

static const char *const strings[] = {
	[LOCK] = "_raw_spin_lock", [UNLOCK] = "_raw_spin_unlock",
	[PRINT] = "print",	   [DROP] = "drop_and_put",
	[SLEEP] = "msleep",
};

#define FUNCTION(id, at)                                                                           \
	[id] = {.address = at,                                                                     \
		.name = id,                                                                        \
		.function = KV_NONE,                                                               \
		.flags = KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION}

static const kv_symbol symbols[] = {
	FUNCTION(LOCK, 0x10), FUNCTION(UNLOCK, 0x20), FUNCTION(PRINT, 0x30),
	FUNCTION(DROP, 0x40), FUNCTION(SLEEP, 0x50),
};

/* print() takes what it gives back; drop_and_put() gives back what its caller took. */
static const fake_call calls[] = {{PRINT, LOCK}, {PRINT, UNLOCK}, {DROP, UNLOCK}};

static kv_index new_index(void)
{
	return (kv_index){.strings = strings,
			  .symbols = symbols,
			  .symbol_count = G_N_ELEMENTS(symbols),
			  .has_code = true,
			  .calls = calls,
			  .call_count = G_N_ELEMENTS(calls)};
}

static void test_effects(void)
{
	kv_index index = new_index();
	g_autoptr(kv_held_effects) effects = kv_held_effects_new(&index);

	g_assert_cmpint(kv_held_effect_of(effects, "_raw_spin_lock"), ==, KV_HELD_ENTERS);
	g_assert_cmpint(kv_held_effect_of(effects, "_raw_spin_unlock"), ==, KV_HELD_LEAVES);
	g_assert_cmpint(kv_held_effect_of(effects, "print"), ==, KV_HELD_KEEPS);
	g_assert_cmpint(kv_held_effect_of(effects, "msleep"), ==, KV_HELD_KEEPS);
	g_assert_cmpint(kv_held_effect_of(effects, "drop_and_put"), ==, KV_HELD_FORGETS);
	g_assert_cmpint(kv_held_effect_of(effects, "of_some_module"), ==, KV_HELD_FORGETS);
	/* Whether it took the lock is not known. */
	g_assert_cmpint(kv_held_effect_of(effects, "_raw_spin_trylock"), ==, KV_HELD_KEEPS);
	fake_index_clear(&index);
}

/* Adds a call of @callee, which goes on with the next step; NULL: one through a pointer. */
static void add_call(kv_lp_body *body, const char *callee, const kv_lp_body *own)
{
	kv_lp_step step = {KV_LP_NOWHERE, body->steps->len + 1, KV_LP_NOWHERE, KV_LP_STEP_CALL};
	kv_lp_call call = {.callee = callee, .body = own};

	if (callee) {
		step.call = body->calls->len;
		g_array_append_val(body->calls, call);
	}
	g_array_append_val(body->steps, step);
}

static void add_step(kv_lp_body *body, kv_lp_step_kind kind, uint32_t target)
{
	kv_lp_step step = {KV_LP_NOWHERE, KV_LP_NOWHERE, target, (uint8_t)kind};

	if (kind == KV_LP_STEP_FORK)
		step.next = body->steps->len + 1;
	g_array_append_val(body->steps, step);
}

/* What is found in @body, as "lock sleeper kind" with commas between; frees @body. */
static char *find(kv_lp_body *body)
{
	kv_index index = new_index();
	g_autoptr(kv_held_effects) effects = kv_held_effects_new(&index);
	g_autoptr(GArray) found = kv_lp_body_held_sleeps(effects, body);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++) {
		const kv_held_sleep *item = &g_array_index(found, kv_held_sleep, i);

		g_string_append_printf(text, "%s%s %s %d", i > 0 ? ", " : "",
				       g_array_index(body->calls, kv_lp_call, item->enter).callee,
				       item->sleeper, item->sleep);
	}
	kv_lp_body_free(body);
	fake_index_clear(&index);
	return g_string_free(text, FALSE);
}

/* A function that makes these calls one after the other. */
static kv_lp_body *straight(const char *const *callees)
{
	kv_lp_body *body = kv_lp_body_new("straight");

	for (; *callees; callees++)
		add_call(body, **callees ? *callees : NULL, NULL);
	add_step(body, KV_LP_STEP_END, KV_LP_NOWHERE);
	return body;
}

#define STRAIGHT(...) straight((const char *const[]){__VA_ARGS__, NULL})

static void assert_found(kv_lp_body *body, const char *expected)
{
	g_autofree char *found = find(body);

	g_assert_cmpstr(found, ==, expected);
}

static void test_straight(void)
{
	assert_found(STRAIGHT("_raw_spin_lock", "msleep", "_raw_spin_unlock"),
		     "_raw_spin_lock msleep 4");
	assert_found(STRAIGHT("_raw_spin_lock", "print", "mutex_lock"),
		     "_raw_spin_lock mutex_lock 3");
	/* Two are held, and one is given back. */
	assert_found(
		STRAIGHT("_raw_spin_lock_irqsave", "_raw_read_lock", "_raw_read_unlock", "msleep"),
		"_raw_spin_lock_irqsave msleep 4");
	assert_found(STRAIGHT("_raw_spin_lock", "_raw_spin_unlock", "msleep"), "");
	assert_found(STRAIGHT("_raw_spin_unlock", "msleep", "_raw_spin_lock"), "");
	assert_found(STRAIGHT("_raw_spin_lock", "drop_and_put", "msleep"), "");
	assert_found(STRAIGHT("_raw_spin_lock", "of_some_module", "msleep"), "");
	assert_found(STRAIGHT("_raw_spin_lock", "", "msleep"), "");
	assert_found(STRAIGHT("_raw_spin_trylock", "msleep"), "");
	assert_found(STRAIGHT("_raw_spin_lock", "__cond_resched"), "");
}

static void test_allocations(void)
{
	kv_lp_body *body = STRAIGHT("_raw_spin_lock", "__kmalloc_noprof");
	kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, 1);

	call->arguments[1] = (kv_lp_value){.kind = KV_LP_VALUE_NUMBER, .number = 0xcc0};
	assert_found(body, "_raw_spin_lock __kmalloc_noprof 2");

	body = STRAIGHT("_raw_spin_lock", "__kmalloc");
	call = &g_array_index(body->calls, kv_lp_call, 1);
	call->arguments[1] = (kv_lp_value){.kind = KV_LP_VALUE_NUMBER, .number = 0xa20};
	assert_found(body, "");
	assert_found(STRAIGHT("_raw_spin_lock", "__kmalloc"), "");
}

/* if (c) lock(); msleep(); and the same with the lock on both ways. */
static void test_ways(void)
{
	kv_lp_body *one = kv_lp_body_new("one"), *both = kv_lp_body_new("both");

	add_step(one, KV_LP_STEP_FORK, 2);
	add_call(one, "_raw_spin_lock", NULL);
	add_call(one, "msleep", NULL);
	add_step(one, KV_LP_STEP_END, KV_LP_NOWHERE);
	assert_found(one, "");

	add_step(both, KV_LP_STEP_FORK, 3);
	add_call(both, "_raw_spin_lock", NULL);
	add_step(both, KV_LP_STEP_JUMP, 4);
	add_call(both, "_raw_spin_lock", NULL);
	add_call(both, "msleep", NULL);
	add_step(both, KV_LP_STEP_END, KV_LP_NOWHERE);
	assert_found(both, "_raw_spin_lock msleep 4");
}

/* for (;;) { lock(); msleep(); unlock(); if (c) break; } and a loop that locks again and again. */
static void test_loops(void)
{
	kv_lp_body *round = kv_lp_body_new("round"), *endless = kv_lp_body_new("endless");

	add_call(round, "_raw_spin_lock", NULL);
	add_call(round, "_raw_spin_unlock", NULL);
	add_call(round, "msleep", NULL);
	add_step(round, KV_LP_STEP_FORK, 0);
	add_step(round, KV_LP_STEP_END, KV_LP_NOWHERE);
	assert_found(round, "");

	add_call(endless, "_raw_spin_lock", NULL);
	add_call(endless, "msleep", NULL);
	add_step(endless, KV_LP_STEP_JUMP, 0);
	assert_found(endless, "_raw_spin_lock msleep 4");
}

/* What only the kernel's own jumps lead to is entered with nothing held. */
static void test_unreached(void)
{
	kv_lp_body *body = kv_lp_body_new("unreached");

	add_call(body, "_raw_spin_lock", NULL);
	add_step(body, KV_LP_STEP_JUMP, 4);
	add_call(body, "_raw_spin_unlock", NULL);
	add_step(body, KV_LP_STEP_JUMP, 4);
	add_call(body, "msleep", NULL);
	add_step(body, KV_LP_STEP_END, KV_LP_NOWHERE);
	assert_found(body, "");
}

/* A function of the livepatch counts by what it does on its way straight from its begin. */
static void test_helpers(void)
{
	kv_lp_body *sleeps = STRAIGHT("print", "msleep"), *drops = STRAIGHT("_raw_spin_unlock");
	kv_lp_body *may = kv_lp_body_new("may"), *self = kv_lp_body_new("self"), *body;

	body = STRAIGHT("_raw_spin_lock");
	g_array_set_size(body->steps, 1);
	add_call(body, "sleeps", sleeps);
	assert_found(body, "_raw_spin_lock msleep 4");

	body = STRAIGHT("_raw_spin_lock");
	g_array_set_size(body->steps, 1);
	add_call(body, "drops", drops);
	add_call(body, "msleep", NULL);
	assert_found(body, "");

	add_step(may, KV_LP_STEP_FORK, 2);
	add_call(may, "msleep", NULL);
	add_step(may, KV_LP_STEP_END, KV_LP_NOWHERE);
	body = STRAIGHT("_raw_spin_lock");
	g_array_set_size(body->steps, 1);
	add_call(body, "may", may);
	assert_found(body, "");

	add_call(self, "_raw_spin_lock", NULL);
	add_call(self, "self", self);
	assert_found(self, "");
	kv_lp_body_free(sleeps);
	kv_lp_body_free(drops);
	kv_lp_body_free(may);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/held/effects", test_effects);
	g_test_add_func("/held/straight", test_straight);
	g_test_add_func("/held/allocations", test_allocations);
	g_test_add_func("/held/ways", test_ways);
	g_test_add_func("/held/loops", test_loops);
	g_test_add_func("/held/unreached", test_unreached);
	g_test_add_func("/held/helpers", test_helpers);
	return g_test_run();
}
