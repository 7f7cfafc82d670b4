/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "index_fixture.h"
#include "index/code.h"

/* index_fixture.c says what is in it. */
static kv_index *open_fixture(void)
{
	g_autoptr(GError) error = NULL;
	kv_index *index = kv_index_from_bytes("test.kvx", index_fixture_bytes(), &error);

	g_assert_no_error(error);
	return index;
}

static uint32_t named(const kv_index *index, const char *name)
{
	kv_ids ids = kv_index_symbols_named(index, name);

	g_assert_cmpuint(ids.count, >, 0);
	return ids.id[0];
}

static void test_code(void)
{
	g_autoptr(kv_index) index = open_fixture();
	uint32_t show_all = named(index, "show_all");

	g_assert_true(kv_index_has_code(index));
	g_assert_cmphex(kv_index_text_base(index), ==, 0x1000);
	g_assert_cmpuint(kv_index_piece_count(index), ==, 4);
	g_assert_cmpuint(kv_index_code_around(index, 0x1201), ==, show_all);
	g_assert_cmpuint(kv_index_code_around(index, 0x123f), ==, show_all);
	g_assert_cmpuint(kv_index_code_around(index, 0x1240), ==, KV_NONE);
	g_assert_cmpuint(kv_index_code_around(index, 0xfff), ==, KV_NONE);
	g_assert_cmpuint(kv_index_code_around(index, 0), ==, KV_NONE);
	/* The cold part is of its function. */
	g_assert_cmpuint(kv_index_code_around(index, 0x1407), ==, show_all);
	g_assert_cmpuint(kv_index_code_at(index, 0x1400), ==, show_all);
	g_assert_cmpuint(kv_index_code_at(index, 0x1401), ==, KV_NONE);
	g_assert_cmpuint(kv_index_code_at(index, 0x1200), ==, show_all);
	g_assert_cmpuint(kv_index_code_of(index, named(index, "alias_of_show_all")), ==, show_all);
	g_assert_cmpuint(kv_index_code_of(index, show_all), ==, show_all);
	g_assert_cmpuint(kv_index_code_of(index, named(index, "linux_banner")), ==,
			 named(index, "linux_banner"));
}

static const kv_call *call_at(const kv_index *index, kv_run run, uint32_t i)
{
	g_assert_cmpuint(i, <, run.count);
	return kv_index_call(index, run.first + i);
}

static const char *source_name(const kv_index *index, const kv_call *call)
{
	return kv_index_string(index, kv_index_source(index, call->source)->name);
}

static void test_calls_from(void)
{
	g_autoptr(kv_index) index = open_fixture();
	uint32_t show = named(index, "show"), alias = named(index, "alias_of_show_all");
	kv_run from_show = kv_index_calls_from(index, show);
	kv_run from_alias = kv_index_calls_from(index, alias);

	g_assert_cmpuint(kv_index_call_count(index), ==, 6);
	g_assert_cmpuint(from_show.count, ==, 2);
	g_assert_cmphex(call_at(index, from_show, 0)->site, ==, 0x10);
	g_assert_cmpuint(call_at(index, from_show, 0)->callee, ==, named(index, "show_all"));
	g_assert_cmpstr(source_name(index, call_at(index, from_show, 0)), ==, "show");
	g_assert_cmphex(call_at(index, from_show, 1)->site, ==, 0x18);
	for (uint32_t i = 0; i < from_show.count; i++)
		g_assert_cmpuint(kv_index_caller(index, from_show.first + i), ==, show);

	g_assert_cmpuint(from_alias.count, ==, 4);
	g_assert_cmpuint(call_at(index, from_alias, 0)->kind, ==, KV_CALL_INDIRECT);
	g_assert_cmpuint(call_at(index, from_alias, 0)->callee, ==, KV_NONE);
	g_assert_cmpstr(kv_index_string(index, call_at(index, from_alias, 1)->callee), ==, "kfree");
	g_assert_cmpstr(source_name(index, call_at(index, from_alias, 1)), ==, "split");
	g_assert_cmphex(call_at(index, from_alias, 3)->site, ==, 0x402);
	g_assert_cmpuint(call_at(index, from_alias, 3)->flags, ==, KV_CALL_FROM_COLD);
	g_assert_cmpuint(kv_index_calls_from(index, named(index, "linux_banner")).count, ==, 0);
}

static void test_calls_to(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_ids to_all = kv_index_calls_to(index, named(index, "alias_of_show_all"));
	kv_ids to_show = kv_index_calls_to(index, named(index, "show"));
	kv_ids to_kfree = kv_index_calls_to_external(index, "kfree");

	g_assert_cmpuint(to_all.count, ==, 1);
	g_assert_cmphex(kv_index_call(index, to_all.id[0])->site, ==, 0x10);
	g_assert_cmpuint(to_show.count, ==, 1);
	g_assert_cmphex(kv_index_call(index, to_show.id[0])->site, ==, 0x402);
	g_assert_cmpuint(to_kfree.count, ==, 1);
	g_assert_cmphex(kv_index_call(index, to_kfree.id[0])->site, ==, 0x220);
	g_assert_cmpuint(kv_index_calls_to_external(index, "_printk").count, ==, 1);
	g_assert_cmpuint(kv_index_calls_to_external(index, "show").count, ==, 0);
	g_assert_cmpuint(kv_index_calls_to(index, named(index, "linux_banner")).count, ==, 0);
}

static void test_pointers(void)
{
	g_autoptr(kv_index) index = open_fixture();
	uint32_t banner = named(index, "linux_banner");
	kv_run to_all = kv_index_pointers_to(index, named(index, "alias_of_show_all"));
	kv_ids held = kv_index_pointers_in(index, banner);
	const kv_pointer *first, *second;

	g_assert_cmpuint(kv_index_pointer_count(index), ==, 4);
	g_assert_cmpuint(to_all.count, ==, 3);
	g_assert_cmpuint(kv_index_pointers_to(index, named(index, "show")).count, ==, 1);
	g_assert_cmpuint(held.count, ==, 2);
	first = kv_index_pointer(index, held.id[0]);
	second = kv_index_pointer(index, held.id[1]);
	g_assert_cmpuint(first->target, ==, named(index, "show"));
	g_assert_cmpstr(kv_index_string(index, first->type), ==, "");
	g_assert_cmpuint(second->offset, ==, 8);
	g_assert_cmpstr(kv_index_string(index, second->type), ==, "seq_operations");
	g_assert_cmpstr(kv_index_string(index, second->member), ==, "show");
}

static void test_syscalls(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_run native = kv_index_syscalls_of(index, KV_ABI_NATIVE);
	kv_run compat = kv_index_syscalls_of(index, KV_ABI_IA32);

	g_assert_cmpuint(kv_index_syscall_count(index), ==, 3);
	g_assert_cmpuint(native.count, ==, 2);
	g_assert_cmpuint(kv_index_syscall(index, native.first)->number, ==, 0);
	g_assert_cmpstr(kv_index_string(index, kv_index_syscall(index, native.first + 1)->base), ==,
			"write");
	g_assert_cmpuint(compat.count, ==, 1);
	g_assert_cmpuint(kv_index_syscalls_of(index, KV_ABI_X32).count, ==, 0);
	g_assert_true(kv_index_has_syscalls(index, KV_ABI_IA32));
	g_assert_false(kv_index_has_syscalls(index, KV_ABI_X32));
}

static void test_threads_and_loops(void)
{
	g_autoptr(kv_index) index = open_fixture();
	kv_run threads = kv_index_threads_of(index, named(index, "show"));
	kv_run loops = kv_index_loops_of(index, named(index, "show"));
	const kv_thread *last = kv_index_thread(index, 2);

	g_assert_cmpuint(kv_index_thread_count(index), ==, 3);
	g_assert_cmpuint(threads.count, ==, 1);
	g_assert_cmpstr(kv_index_string(index, kv_index_thread(index, threads.first)->through), ==,
			"kthread_create_on_node");
	g_assert_cmpuint(last->flags, ==, KV_THREAD_EXTERNAL);
	g_assert_cmpstr(kv_index_string(index, last->main), ==, "kthread_worker_fn");

	g_assert_cmpuint(kv_index_loop_count(index), ==, 3);
	g_assert_cmpuint(loops.count, ==, 2);
	g_assert_cmpuint(kv_index_loops_of(index, named(index, "alias_of_show_all")).count, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index-code/code", test_code);
	g_test_add_func("/index-code/calls-from", test_calls_from);
	g_test_add_func("/index-code/calls-to", test_calls_to);
	g_test_add_func("/index-code/pointers", test_pointers);
	g_test_add_func("/index-code/syscalls", test_syscalls);
	g_test_add_func("/index-code/threads-and-loops", test_threads_and_loops);
	return g_test_run();
}
