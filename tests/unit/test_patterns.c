/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "index/patterns.h"

/* Names that Linux has or had: entries of all ABIs, and what they are called in the tables. */
static void test_base(void)
{
	static const struct {
		const char *entry, *base;
	} names[] = {
		{"__x64_sys_getrlimit", "getrlimit"},
		{"__ia32_compat_sys_getrlimit", "getrlimit"},
		{"__x64_compat_sys_rt_tgsigqueueinfo", "rt_tgsigqueueinfo"},
		{"__ia32_sys_recvmmsg_time32", "recvmmsg"},
		{"__ia32_compat_sys_recvmmsg_time64", "recvmmsg"},
		{"__ia32_sys_clock_gettime32", "clock_gettime"},
		{"__ia32_sys_time32", "time"},
		{"__ia32_sys_ia32_pread64", "pread64"},
		{"__ia32_compat_sys_ia32_clone", "clone"},
		{"__x32_compat_sys_x32_rt_sigreturn", "rt_sigreturn"},
		{"__arm64_compat_sys_aarch32_mmap2", "mmap2"},
		{"__s390_compat_sys_ppoll_time32", "ppoll"},
		{"compat_sys_ppc32_select", "select"},
		{"SyS_futex", "futex"},
		{"compat_SyS_futex", "futex"},
		{"sys_ni_syscall", "ni_syscall"},
		/* The prefix alone is no call, and what is no entry keeps its name. */
		{"sys_", "sys_"},
		{"do_futex", "do_futex"},
		{"__x64_sys_ia32_", "ia32_"},
		{"", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *base = kv_syscall_base(names[i].entry);

		g_assert_cmpstr(base, ==, names[i].base);
	}
}

static void test_name(void)
{
	g_assert_cmpstr(kv_syscall_name("__x64_sys_open"), ==, "open");
	g_assert_cmpstr(kv_syscall_name("__do_sys_open"), ==, "open");
	g_assert_cmpstr(kv_syscall_name("compat_sys_open"), ==, "open");
	g_assert_null(kv_syscall_name("do_sys_open"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patterns/base", test_base);
	g_test_add_func("/patterns/name", test_name);
	return g_test_run();
}
