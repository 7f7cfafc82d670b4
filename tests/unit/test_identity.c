/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bpf/btf.h>
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "elf/elf.h"
#include "elf_writer.h"
#include "indexer/identity.h"
#include "indexer/layout.h"
#include "indexer/symbols.h"

static kv_elf *finish(elf_writer *writer, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = elf_writer_file(writer, path);
	kv_elf *elf = kv_elf_open(file, &error);

	g_assert_no_error(error);
	return elf;
}

static kv_identity *read_identity(elf_writer *writer, kv_object_kind kind, const char *path)
{
	g_autoptr(kv_elf) elf = finish(writer, path);
	g_autoptr(GArray) addresses = g_array_new(FALSE, TRUE, sizeof(guint64));
	g_autoptr(kv_symbol_list) symbols = kv_symbol_list_read(elf, kind, addresses);

	return kv_identity_read(elf, kind, symbols);
}

/* As include/linux/init.h writes them; the first three occur in Debian's 6.1 kernel. */
static void test_initcall(void)
{
	static const struct {
		const char *symbol, *module;
	} cases[] = {
		{"__initcall__kmod_libata__395_6549_ata_init4", "libata"},
		{"__initcall__kmod_8250__281_1263_serial8250_init6", "8250"},
		{"__initcall__kmod_i8042__365_1674_i8042_init6", "i8042"},
		{"__initcall__kmod_a__b__1_2_c__3_4_d6", "a__b"},
		{"__initcall__kmod_core", NULL},
		{"__initcall__kmod_core__7_start6", NULL},
		{"__initcall__kmod___1_2_start6", NULL},
		{"__initcall_start", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *module = kv_initcall_module(cases[i].symbol);

		g_assert_cmpstr(module, ==, cases[i].module);
	}
}

static void test_vmlinux(void)
{
	static const char banner[] = "Linux version 6.1.0-9-x (a@b) (gcc) #1 SMP\nrest";
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_identity) identity = NULL;
	uint16_t data = (uint16_t)elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC,
						     0x3000, banner, sizeof(banner));

	elf_writer_symbol(writer, "linux_banner", STB_GLOBAL, STT_OBJECT, data, 0x3000, 8);
	identity = read_identity(writer, KV_OBJECT_VMLINUX, "vmlinux");
	g_assert_cmpstr(identity->release, ==, "6.1.0-9-x");
	g_assert_cmpstr(identity->banner, ==, "Linux version 6.1.0-9-x (a@b) (gcc) #1 SMP");
	g_assert_null(identity->vermagic);
	g_assert_null(identity->module);
}

/* Neither a text that is none nor one without an end is taken for a banner. */
static void test_damaged_banner(void)
{
	static const char *const texts[] = {"Linux version \x01", "Some version 6.1.0", ""};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
		g_autoptr(kv_identity) identity = NULL;
		uint16_t data =
			(uint16_t)elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC,
						     0x3000, texts[i], strlen(texts[i]) + 1);

		elf_writer_symbol(writer, "linux_banner", STB_GLOBAL, STT_OBJECT, data, 0x3000, 8);
		elf_writer_symbol(writer, "vermagic", STB_GLOBAL, STT_OBJECT, data, 0x9000, 8);
		identity = read_identity(writer, KV_OBJECT_VMLINUX, "vmlinux");
		g_assert_null(identity->banner);
		g_assert_null(identity->release);
	}
}

static void test_module(void)
{
	static const char with_name[] = "name=snd-hda\0vermagic=6.1.0-9-x SMP mod_unload ";
	static const char without_name[] = "license=GPL";
	static const char this_module[64] = "123456789012345678901234my_module";
	static const struct {
		const char *modinfo;
		size_t modinfo_size;
		bool has_this_module;
		const char *path, *module, *release;
	} cases[] = {
		{with_name, sizeof(with_name), true, "/x/other.ko", "snd_hda", "6.1.0-9-x"},
		{without_name, sizeof(without_name), true, "/x/other.ko", "my_module", NULL},
		{without_name, sizeof(without_name), false, "/x/snd-pcm.ko.xz", "snd_pcm", NULL},
		{without_name, sizeof(without_name), false, "/x/snd-pcm.ko.debug", "snd_pcm", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
		g_autoptr(kv_identity) identity = NULL;

		elf_writer_section(writer, ".modinfo", SHT_PROGBITS, SHF_ALLOC, 0, cases[i].modinfo,
				   cases[i].modinfo_size);
		if (cases[i].has_this_module)
			elf_writer_section(writer, ".gnu.linkonce.this_module", SHT_PROGBITS,
					   SHF_ALLOC, 0, this_module, sizeof(this_module));
		identity = read_identity(writer, KV_OBJECT_MODULE, cases[i].path);
		g_assert_cmpstr(identity->module, ==, cases[i].module);
		g_assert_cmpstr(identity->release, ==, cases[i].release);
	}
}

static uint8_t region_of(const kv_symbol_list *symbols, const char *name)
{
	for (uint32_t i = 0; i < kv_symbol_list_count(symbols); i++) {
		if (strcmp(kv_symbol_list_at(symbols, i)->name, name) == 0)
			return symbols->regions[i];
	}
	g_assert_not_reached();
}

/* include/asm-generic/vmlinux.lds.h names the bounds; the end belongs to what follows. */
static void test_regions(void)
{
	static const struct {
		const char *name;
		uint64_t address;
		kv_region region;
	} symbols_of_text[] = {
		{"__noinstr_text_start", 0x1010, KV_REGION_NOINSTR},
		{"noinstr_function", 0x1010, KV_REGION_NOINSTR},
		{"__noinstr_text_end", 0x1020, KV_REGION_OTHER},
		{"plain_function", 0x1020, KV_REGION_OTHER},
		{"__sched_text_start", 0x1030, KV_REGION_SCHED},
		{"sched_function", 0x1038, KV_REGION_SCHED},
		{"__sched_text_end", 0x1040, KV_REGION_OTHER},
	};
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(kv_symbol_list) symbols = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 64);
	uint16_t init = (uint16_t)elf_writer_section(writer, ".init.text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x2000, NULL, 64);
	uint16_t leave = (uint16_t)elf_writer_section(writer, ".exit.text", SHT_PROGBITS,
						      SHF_ALLOC | SHF_EXECINSTR, 0x2040, NULL, 64);
	uint16_t other = (uint16_t)elf_writer_section(writer, ".altinstr_replacement", SHT_PROGBITS,
						      SHF_ALLOC | SHF_EXECINSTR, 0x2080, NULL, 64);

	for (gsize i = 0; i < G_N_ELEMENTS(symbols_of_text); i++)
		elf_writer_symbol(writer, symbols_of_text[i].name, STB_GLOBAL, STT_FUNC, text,
				  symbols_of_text[i].address, 4);
	elf_writer_symbol(writer, "__init_begin", STB_GLOBAL, STT_NOTYPE, init, 0x2000, 0);
	elf_writer_symbol(writer, "__init_end", STB_GLOBAL, STT_NOTYPE, other, 0x20c0, 0);
	elf_writer_symbol(writer, "init_function", STB_GLOBAL, STT_FUNC, init, 0x2010, 4);
	elf_writer_symbol(writer, "exit_function", STB_GLOBAL, STT_FUNC, leave, 0x2050, 4);
	elf_writer_symbol(writer, "replacement", STB_GLOBAL, STT_FUNC, other, 0x2090, 4);
	elf = finish(writer, "vmlinux");
	symbols = kv_symbol_list_read(elf, KV_OBJECT_VMLINUX, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(symbols_of_text); i++)
		g_assert_cmpint(region_of(symbols, symbols_of_text[i].name), ==,
				symbols_of_text[i].region);
	g_assert_cmpint(region_of(symbols, "init_function"), ==, KV_REGION_INIT);
	g_assert_cmpint(region_of(symbols, "exit_function"), ==, KV_REGION_EXIT);
	g_assert_cmpint(region_of(symbols, "replacement"), ==, KV_REGION_INIT);
	g_assert_cmpint(region_of(symbols, "__init_end"), ==, KV_REGION_OTHER);
}

static kv_btf_layout read_btf(const void *data, size_t size)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;

	elf_writer_section(writer, ".BTF", SHT_PROGBITS, SHF_ALLOC, 0, data, size);
	elf = finish(writer, "vmlinux");
	return kv_btf_layout_read(elf);
}

/* Structures of a kernel of 5.1 to 5.4: no states, sizes as in its own headers. */
static struct btf *write_btf(void)
{
	struct btf *btf = btf__new_empty();
	int byte = btf__add_int(btf, "char", 1, BTF_INT_CHAR);
	int word = btf__add_int(btf, "long unsigned int", 8, 0);
	int name = btf__add_array(btf, word, byte, 128);
	int module = btf__add_array(btf, word, byte, 56);

	btf__add_struct(btf, "klp_func", 152);
	btf__add_field(btf, "old_name", word, 0, 0);
	btf__add_field(btf, "new_func", word, 64, 0);
	btf__add_field(btf, "old_sympos", word, 128, 0);
	btf__add_struct(btf, "klp_object", 168);
	btf__add_field(btf, "name", word, 0, 0);
	btf__add_field(btf, "funcs", word, 64, 0);
	btf__add_field(btf, "callbacks", word, 128, 0);
	btf__add_struct(btf, "klp_patch", 200);
	btf__add_field(btf, "mod", word, 0, 0);
	btf__add_field(btf, "objs", word, 64, 0);
	btf__add_field(btf, "replace", byte, 128, 0);
	btf__add_struct(btf, "kallsym_iter", 512);
	btf__add_field(btf, "name", name, 64, 0);
	btf__add_field(btf, "module_name", module, 1088, 0);
	return btf;
}

static void test_btf(void)
{
	struct btf *btf = write_btf();
	uint32_t size;
	const void *data = btf__raw_data(btf, &size);
	kv_btf_layout result = read_btf(data, size);

	g_assert_true(result.has_layout);
	g_assert_cmpuint(result.layout.func_size, ==, 152);
	g_assert_cmpuint(result.layout.func_old_sympos, ==, 16);
	g_assert_cmpuint(result.layout.object_size, ==, 168);
	g_assert_cmpuint(result.layout.object_callbacks, ==, 16);
	g_assert_cmpuint(result.layout.patch_size, ==, 200);
	g_assert_cmpuint(result.layout.patch_states, ==, KV_NONE);
	g_assert_cmpuint(result.layout.patch_replace, ==, 16);
	g_assert_cmpuint(result.layout.state_size, ==, KV_NONE);
	g_assert_cmpuint(result.layout.callbacks_pre_patch, ==, KV_NONE);
	g_assert_cmpuint(result.ksym_name_len, ==, 128);
	g_assert_cmpuint(result.module_name_len, ==, 56);

	/* Cut off anywhere it says nothing, or at least nothing else. */
	for (uint32_t length = 0; length < size; length++) {
		g_autofree void *cut = g_memdup2(data, length);
		kv_btf_layout other = read_btf(cut, length);

		g_assert_true(!other.has_layout ||
			      memcmp(&other.layout, &result.layout, sizeof(other.layout)) == 0);
	}
	btf__free(btf);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/identity/initcall", test_initcall);
	g_test_add_func("/identity/vmlinux", test_vmlinux);
	g_test_add_func("/identity/damaged-banner", test_damaged_banner);
	g_test_add_func("/identity/module", test_module);
	g_test_add_func("/identity/regions", test_regions);
	g_test_add_func("/identity/btf", test_btf);
	return g_test_run();
}
