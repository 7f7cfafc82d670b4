/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <string.h>

#include "base/error.h"
#include "source/flags.h"
#include "source/read.h"
#include "source/transfer.h"

/*
 * The facts of fixture.c, read without any kernel's headers. Lines and values are those of that
 * file.
 */

static const char *fixture;

static kv_c_unit *read_fixture(void)
{
	kv_source_options options = {.kdir = "none", .machine = EM_X86_64};
	g_autoptr(GError) error = NULL;
	kv_c_unit *unit = kv_source_read(fixture, &options, &error);

	g_assert_no_error(error);
	return unit;
}

static const kv_c_call *call_of(const kv_c_unit *unit, const char *name)
{
	for (guint i = 0; i < unit->calls->len; i++) {
		const kv_c_call *call = kv_c_unit_call(unit, i);

		if (g_strcmp0(call->name, name) == 0)
			return call;
	}
	g_error("no call of %s", name);
}

static guint loop_at(const kv_c_unit *unit, guint line)
{
	for (guint i = 0; i < unit->loops->len; i++) {
		if (kv_c_unit_loop(unit, i)->place.line == line)
			return i;
	}
	g_error("no loop in line %u", line);
}

static const kv_c_variable *variable_of(const kv_c_unit *unit, const char *name)
{
	for (guint i = 0; i < unit->variables->len; i++) {
		if (strcmp(kv_c_unit_variable(unit, i)->name, name) == 0)
			return kv_c_unit_variable(unit, i);
	}
	g_error("no variable %s", name);
}

static void test_module(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();

	g_assert_cmpuint(unit->diagnostics->len, ==, 0);
	g_assert_cmpuint(unit->headers, ==, KV_HEADERS_STAND_IN);
	g_assert_cmpstr(unit->license, ==, "GPL");
	g_assert_true(unit->has_livepatch_tag);
	g_assert_cmpstr(kv_c_unit_function(unit, unit->init)->name, ==, "start");
	g_assert_cmpstr(kv_c_unit_function(unit, unit->init)->section, ==, ".init.text");
	g_assert_cmpstr(kv_c_unit_function(unit, unit->exit)->name, ==, "stop");
}

static void test_functions(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();
	const kv_c_function *walk =
		kv_c_unit_function(unit, kv_c_unit_find_function(unit, "walk"));
	const kv_c_function *outside =
		kv_c_unit_function(unit, kv_c_unit_find_function(unit, "exported"));

	g_assert_true(walk->is_defined);
	g_assert_true(walk->is_static);
	g_assert_false(walk->is_damaged);
	g_assert_cmpuint(walk->place.line, ==, 41);
	g_assert_cmpuint(walk->last_line, ==, 66);
	g_assert_cmpuint(walk->parameter_count, ==, 1);
	g_assert_cmpstr(kv_c_unit_variable(unit, walk->parameters)->type, ==, "struct sock *");
	g_assert_false(outside->is_defined);
	g_assert_cmpuint(kv_c_unit_find_function(unit, "nowhere"), ==, KV_NOWHERE);
}

/* What is made up without the kernel's headers is not known. */
static void test_signatures(void)
{
	static const struct {
		const char *name, *signature;
	} expected[] = {
		{"integers", "p(i8,u1,b,c,i1,u2,u8)"},
		{"values", "s16:pair(s8:number,s16:pair,e4,p:pair)"},
		{"pointers", "v(p:sock,p,p,p,p:__va_list_tag,...)"},
		{"unknown", "?(?,p,?,p:pair)"},
		{"stop", "v()"},
		{"walk", "i4(p:sock)"},
		{"exported", NULL},
	};
	g_autoptr(kv_c_unit) unit = read_fixture();

	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		uint32_t position = kv_c_unit_find_function(unit, expected[i].name);
		const kv_c_function *function = kv_c_unit_function(unit, position);

		g_assert_nonnull(function);
		g_assert_cmpstr(function->signature, ==, expected[i].signature);
	}
}

static void test_variables(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();
	const kv_c_variable *calls = variable_of(unit, "calls");

	g_assert_true(variable_of(unit, "names")->is_const);
	g_assert_cmpint(variable_of(unit, "names")->elements, ==, 2);
	g_assert_false(variable_of(unit, "work")->is_const);
	/* A structure of the kernel: without its headers, nobody knows. */
	g_assert_cmpint(variable_of(unit, "work")->size, ==, -1);
	g_assert_true(calls->is_static);
	g_assert_cmpuint(calls->function, ==, kv_c_unit_find_function(unit, "walk"));
	g_assert_cmpint(calls->size, ==, 4);
}

static void test_calls(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();
	const kv_c_call *alloc = call_of(unit, "klp_shadow_alloc");
	const kv_expr *whole = kv_c_unit_expr(unit, alloc->expression);
	const kv_expr *size = kv_expr_operand(unit, whole, 3);
	g_autofree char *key = kv_expr_canonical(unit, kv_expr_operand(unit, whole, 1));

	g_assert_cmpuint(alloc->argument_count, ==, 6);
	g_assert_cmpint(alloc->use, ==, KV_RESULT_STORED);
	g_assert_cmpstr(kv_c_unit_variable(unit, alloc->variable)->name, ==, "extra");
	g_assert_cmpstr(key, ==, "sk");
	g_assert_cmpstr(kv_expr_operand(unit, whole, 1)->type, ==, "struct sock *");
	g_assert_true(kv_expr_operand(unit, whole, 2)->has_value);
	g_assert_cmpint(kv_expr_operand(unit, whole, 2)->value, ==, 7);
	g_assert_cmpstr(kv_expr_operand(unit, whole, 2)->text, ==, "SHADOW_ID");
	/* struct extra has a member of the kernel's. */
	g_assert_cmpint(size->kind, ==, KV_EXPR_SIZEOF);
	g_assert_cmpstr(size->name, ==, "struct extra");
	g_assert_false(size->has_value);
	g_assert_cmpint(call_of(unit, "klp_shadow_get")->use, ==, KV_RESULT_IGNORED);
	g_assert_cmpint(call_of(unit, "kthread_should_stop")->use, ==, KV_RESULT_CONDITION);
	g_assert_cmpint(call_of(unit, "klp_enable_patch")->use, ==, KV_RESULT_STORED);
	g_assert_cmpstr(call_of(unit, "_printk")->macro, ==, "pr_info");
	g_assert_null(call_of(unit, "msleep")->macro);
}

static bool calls_msleep(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	return call_of(unit, "msleep")->block == block;
}

static bool never(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	return false;
}

static bool always(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	return true;
}

static void test_loops(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();
	guint thread = loop_at(unit, 33), list = loop_at(unit, 53), again = loop_at(unit, 64);

	g_assert_cmpstr(kv_c_unit_loop(unit, thread)->text, ==,
			"while (!kthread_should_stop())");
	/* "continue" leads round it without msleep(). */
	g_assert_true(kv_loop_has_way_round(unit, thread, calls_msleep, NULL));
	g_assert_false(kv_loop_has_way_round(unit, thread, always, NULL));
	g_assert_cmpint(kv_c_unit_loop(unit, loop_at(unit, 48))->rounds, ==, 8);
	/* Its body changes the counter. */
	g_assert_cmpint(kv_c_unit_loop(unit, loop_at(unit, 50))->rounds, ==, -1);
	g_assert_cmpstr(kv_c_unit_loop(unit, list)->macro, ==, "list_for_each_entry");
	g_assert_cmpint(kv_c_unit_loop(unit, loop_at(unit, 55))->kind, ==, KV_C_LOOP_DO);
	g_assert_true(kv_c_unit_loop(unit, loop_at(unit, 58))->is_endless);
	g_assert_cmpint(kv_c_unit_loop(unit, again)->kind, ==, KV_C_LOOP_GOTO);
	g_assert_true(kv_loop_has_way_round(unit, again, never, NULL));
	g_assert_cmpuint(unit->loops->len, ==, 7);
}

static bool writes_count(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	const kv_c_block *about = kv_c_unit_block(unit, block);

	for (uint32_t i = 0; i < about->item_count; i++) {
		uint32_t item = g_array_index(unit->items, guint32, about->items + i);

		if (g_str_has_prefix(kv_c_unit_expr(unit, item)->text, "extra->count ="))
			return true;
	}
	return false;
}

static bool asks_extra(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	const kv_expr *condition =
		kv_c_unit_expr(unit, kv_c_unit_block(unit, block)->condition);

	return condition && g_strcmp0(condition->name, "extra") == 0;
}

static void test_ways(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();
	const kv_c_function *allocate =
		kv_c_unit_function(unit, kv_c_unit_find_function(unit, "allocate"));

	g_assert_true(kv_block_reaches(unit, allocate->blocks, writes_count, NULL, NULL));
	/* The first block asks for extra itself, nothing behind it does. */
	g_assert_true(asks_extra(unit, allocate->blocks, NULL));
	g_assert_false(kv_block_reaches(unit, allocate->blocks, asks_extra, NULL, NULL));
}

static gboolean escapes(const kv_c_unit *unit, const char *name, kv_escape_kind kind,
			const char *to)
{
	for (guint i = 0; i < unit->escapes->len; i++) {
		const kv_c_escape *escape = &g_array_index(unit->escapes, kv_c_escape, i);
		const char *what = escape->name_kind == KV_NAME_FUNCTION
					   ? kv_c_unit_function(unit, escape->target)->name
					   : kv_c_unit_variable(unit, escape->target)->name;

		if (strcmp(what, name) == 0 && escape->kind == kind &&
		    g_strcmp0(escape->to, to) == 0)
			return TRUE;
	}
	return FALSE;
}

static void test_escapes(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();

	g_assert_true(escapes(unit, "later", KV_ESCAPE_ASSIGNED, "work.func"));
	g_assert_true(escapes(unit, "construct", KV_ESCAPE_ARGUMENT, "klp_shadow_alloc"));
	g_assert_true(escapes(unit, "patch", KV_ESCAPE_ARGUMENT, "klp_enable_patch"));
	g_assert_true(escapes(unit, "gone", KV_ESCAPE_INITIALISER, "objs"));
	g_assert_false(escapes(unit, "walk", KV_ESCAPE_RETURNED, NULL));
}

/* What arrives is what was sent; what is cut or bent is refused. */
static void test_transfer(void)
{
	g_autoptr(kv_c_unit) unit = read_fixture();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GByteArray) again = g_byte_array_new();
	g_autoptr(kv_c_unit) copy = NULL;

	kv_c_unit_write(unit, bytes);
	copy = kv_c_unit_read(fixture, bytes->data, bytes->len, NULL);
	g_assert_nonnull(copy);
	kv_c_unit_write(copy, again);
	g_assert_cmpmem(bytes->data, bytes->len, again->data, again->len);
	for (guint i = 0; i < bytes->len; i += 97) {
		g_autoptr(kv_c_unit) cut = kv_c_unit_read(fixture, bytes->data, i, NULL);

		g_assert_null(cut);
	}
	for (guint i = 0; i < bytes->len; i += 13) {
		g_autoptr(kv_c_unit) bent = NULL;

		bytes->data[i] ^= 0xff;
		bent = kv_c_unit_read(fixture, bytes->data, bytes->len, NULL);
		bytes->data[i] ^= 0xff;
	}
}

static char *filtered(const char *const *arguments, GError **error)
{
	const char *roots[] = {"/usr", NULL};
	g_autoptr(GPtrArray) kept = kv_flags_filter("list", arguments, "/usr", roots, error);

	if (!kept)
		return NULL;
	g_ptr_array_add(kept, NULL);
	return g_strjoinv(" ", (char **)kept->pdata);
}

static void test_flags(void)
{
	const char *const usual[] = {"-DX=1",
				     "-O2",
				     "-Iinclude",
				     "-I/etc",
				     "-I",
				     "/usr/include",
				     "-fconserve-stack",
				     "-o",
				     "/tmp/x.o",
				     "-Wp,-MMD,x.d",
				     NULL};
	const char *const refused[][3] = {
		{"-fplugin=x.so", NULL},
		{"-Xclang", "-load", NULL},
		{"@flags", NULL},
		{"-include", "/etc/passwd", NULL},
		{"-include-pch", "/x", NULL},
		{"-fmodules-cache-path=/x", NULL},
		{"-specs=/x", NULL},
		{"-imacros/etc/passwd", NULL},
		{"-ivfsoverlay", "/x", NULL},
		{"--config=x", NULL},
	};
	g_autofree char *kept = filtered(usual, NULL);

	g_assert_cmpstr(kept, ==, "-DX=1 -I /usr/include -I /usr/include");
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(filtered(refused[i], &error));
		g_assert_error(error, KV_ERROR, KV_ERROR_INPUT);
	}
}

static gboolean recognised(const char *name, const char *text)
{
	g_autoptr(kv_file) file = kv_file_from_memory(name, text, strlen(text));

	return kv_source_recognise(file);
}

static void test_recognise(void)
{
	g_assert_true(recognised("x", "/* */\n # include <linux/module.h>\n"));
	g_assert_true(recognised("x.c", "int x;\n"));
	g_assert_true(recognised("x", "static struct klp_patch p;"));
	g_assert_false(recognised("x", "some text\n"));
	g_assert_false(recognised("x.c", "\x7f"
					 "ELF"));
	g_assert_false(recognised("x.patch", "diff --git a/x.c b/x.c\n #include <a.h>\n"));
	g_assert_false(recognised("x.c", ""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(argc, ==, 2);
	fixture = argv[1];
	g_test_add_func("/source/module", test_module);
	g_test_add_func("/source/functions", test_functions);
	g_test_add_func("/source/signatures", test_signatures);
	g_test_add_func("/source/variables", test_variables);
	g_test_add_func("/source/calls", test_calls);
	g_test_add_func("/source/loops", test_loops);
	g_test_add_func("/source/ways", test_ways);
	g_test_add_func("/source/escapes", test_escapes);
	g_test_add_func("/source/transfer", test_transfer);
	g_test_add_func("/source/flags", test_flags);
	g_test_add_func("/source/recognise", test_recognise);
	return g_test_run();
}
