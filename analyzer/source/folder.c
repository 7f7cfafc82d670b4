/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/folder.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "machine/machine.h"
#include "source/flags.h"

void kv_compile_way_clear(kv_compile_way *way)
{
	g_clear_pointer(&way->origin, g_free);
	g_clear_pointer(&way->flags, g_ptr_array_unref);
	g_clear_pointer(&way->roots, g_ptr_array_unref);
}

static void way_start(kv_compile_way *way)
{
	way->flags = g_ptr_array_new_with_free_func(g_free);
	way->roots = g_ptr_array_new_with_free_func(g_free);
}

static void add_flag(kv_compile_way *way, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_flag(kv_compile_way *way, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(way->flags, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* What is known of @number (EM_*); x86-64 where nothing is, so that something is read. */
static const kv_machine *machine_of(uint16_t number)
{
	const kv_machine *machine = kv_machine_find(number);

	return machine->folder ? machine : &kv_machine_x86_64;
}

static gboolean has_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static const char built[] = "include/generated/autoconf.h";
static const char common[] = "include/linux/kconfig.h";

/* The tree that the Makefile of a folder of headers or of a build outside the sources includes. */
static char *tree_of_makefile(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "Makefile", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	lines = g_strsplit(text, "\n", 64);
	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);

		if (g_str_has_prefix(line, "include ") && g_str_has_suffix(line, "/Makefile")) {
			line[strlen(line) - strlen("/Makefile")] = '\0';
			return g_canonicalize_filename(line + strlen("include "), folder);
		}
	}
	return NULL;
}

/* Where the headers are that all configurations share; NULL when they are not to be found. */
static char *shared_tree(const char *folder)
{
	g_autofree char *link = g_build_filename(folder, "source", NULL);
	g_autofree char *named = tree_of_makefile(folder);

	if (has_file(folder, common))
		return realpath(folder, NULL);
	if (has_file(link, common))
		return realpath(link, NULL);
	return named && has_file(named, common) ? realpath(named, NULL) : NULL;
}

char *kv_kdir_of_release(const char *release)
{
	g_autofree char *folder = NULL;
	g_autofree char *shared = NULL;

	if (!release || !release[0] || strchr(release, '/'))
		return NULL;
	folder = g_build_filename("/lib/modules", release, "build", NULL);
	if (!has_file(folder, built))
		return NULL;
	shared = shared_tree(folder);
	return shared ? g_steal_pointer(&folder) : NULL;
}

/* Names as Kbuild makes them: scripts/Makefile.lib, name-fix. */
static void add_names(kv_compile_way *way, const char *module)
{
	add_flag(way, "-D__KERNEL__");
	add_flag(way, "-DMODULE");
	add_flag(way, "-DKBUILD_BASENAME=\"%s\"", module);
	add_flag(way, "-DKBUILD_MODNAME=\"%s\"", module);
	add_flag(way, "-DKBUILD_MODFILE=\"%s\"", module);
	add_flag(way, "-D__KBUILD_MODNAME=kmod_%s", module);
}

/* What any kernel's Makefile has, as far as it changes what a source means. */
static void add_dialect(kv_compile_way *way, const kv_machine *machine)
{
	g_auto(GStrv) parts = g_strsplit(machine->compile_flags, " ", -1);

	add_flag(way, "-std=gnu11");
	add_flag(way, "-nostdinc");
	add_flag(way, "-fshort-wchar");
	add_flag(way, "-fno-strict-aliasing");
	add_flag(way, "-fno-common");
	for (guint i = 0; parts[i]; i++)
		add_flag(way, "%s", parts[i]);
}

/* USERINCLUDE and LINUXINCLUDE of the kernel's Makefile. */
static void add_folders(kv_compile_way *way, const char *arch, const char *shared, const char *tree)
{
	static const char *const forced[] = {"compiler-version.h", "kconfig.h", "compiler_types.h"};

	add_flag(way, "-I%s/arch/%s/include", shared, arch);
	add_flag(way, "-I%s/arch/%s/include/generated", tree, arch);
	add_flag(way, "-I%s/include", shared);
	add_flag(way, "-I%s/include", tree);
	add_flag(way, "-I%s/arch/%s/include/uapi", shared, arch);
	add_flag(way, "-I%s/arch/%s/include/generated/uapi", tree, arch);
	add_flag(way, "-I%s/include/uapi", shared);
	add_flag(way, "-I%s/include/generated/uapi", tree);
	for (guint i = 0; i < G_N_ELEMENTS(forced); i++) {
		g_autofree char *name = g_build_filename("include/linux", forced[i], NULL);

		if (!has_file(shared, name))
			continue;
		add_flag(way, "-include");
		add_flag(way, "%s/%s", shared, name);
	}
}

/* For all ways: complaints that are none of klpvet's business, and what would stop it early. */
static void add_common(kv_compile_way *way)
{
	add_flag(way, "-w");
	add_flag(way, "-ferror-limit=0");
	add_flag(way, "-fno-spell-checking");
	add_flag(way, "-Wno-error=implicit-function-declaration");
	add_flag(way, "-Wno-error=implicit-int");
	add_flag(way, "-Wno-error=int-conversion");
	add_flag(way, "-Wno-error=incompatible-function-pointer-types");
}

static gboolean fail(const char *kdir, const char *reason, GError **error)
{
	g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
		    "%s: %s; give the build tree of a kernel, an installed folder of its headers, "
		    "or a compile_commands.json with --kdir",
		    kdir, reason);
	return FALSE;
}

static gboolean way_of_tree(const char *kdir, const char *module, uint16_t machine,
			    kv_compile_way *way, GError **error)
{
	g_autofree char *tree = realpath(kdir, NULL);
	g_autofree char *shared = tree ? shared_tree(tree) : NULL;
	const kv_machine *described = machine_of(machine);

	if (!tree)
		return fail(kdir, g_strerror(errno), error);
	if (!has_file(tree, built))
		return fail(kdir,
			    "has no include/generated/autoconf.h, so that the configuration "
			    "of the kernel is not known",
			    error);
	if (!shared)
		return fail(kdir, "has no include/linux/kconfig.h", error);
	way_start(way);
	add_dialect(way, described);
	add_folders(way, described->folder, shared, tree);
	add_names(way, module);
	add_common(way);
	way->origin = g_strdup(kdir);
	g_ptr_array_add(way->roots, g_steal_pointer(&tree));
	g_ptr_array_add(way->roots, g_steal_pointer(&shared));
	g_ptr_array_add(way->roots, NULL);
	return TRUE;
}

/* The real paths of @folder and of what it shares with others; those that there are. */
static void add_roots(GPtrArray *roots, const char *folder)
{
	g_autofree char *real = folder ? realpath(folder, NULL) : NULL;
	g_autofree char *shared = real ? shared_tree(real) : NULL;

	if (real)
		g_ptr_array_add(roots, g_steal_pointer(&real));
	if (shared)
		g_ptr_array_add(roots, g_steal_pointer(&shared));
}

/* The flags that @database has for @path; FALSE without @error when it has none. */
static gboolean way_of_commands(const char *database, const char *path, const char *installed,
				kv_compile_way *way, GError **error)
{
	g_autofree char *real = realpath(database, NULL);
	g_autofree char *folder = real ? g_path_get_dirname(real) : NULL;
	g_autofree char *directory = NULL;
	g_autofree char *own_folder = g_path_get_dirname(path);
	g_autofree char *own = realpath(own_folder, NULL);
	g_autoptr(GPtrArray) roots = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) arguments = NULL;
	GError *failure = NULL;

	if (!folder || !own)
		return fail(database, "cannot be read", error);
	arguments = kv_compile_commands_find(database, path, &directory, error);
	if (!arguments)
		return FALSE;
	add_roots(roots, folder);
	add_roots(roots, own);
	add_roots(roots, installed);
	g_ptr_array_add(roots, NULL);
	way->flags = kv_flags_filter(database, (const char *const *)arguments, directory,
				     (const char *const *)roots->pdata, &failure);
	if (!way->flags) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	add_common(way);
	way->origin = g_strdup(database);
	way->roots = g_steal_pointer(&roots);
	return TRUE;
}

gboolean kv_compile_way_find(const char *kdir, const char *path, const char *module,
			     const char *installed, uint16_t machine, kv_compile_way *way,
			     GError **error)
{
	g_autofree char *inside = g_build_filename(kdir, "compile_commands.json", NULL);
	const char *database = g_file_test(kdir, G_FILE_TEST_IS_DIR) ? inside : kdir;
	g_autoptr(GError) failure = NULL;

	if (g_file_test(database, G_FILE_TEST_IS_REGULAR)) {
		if (way_of_commands(database, path, installed, way, &failure))
			return TRUE;
		if (failure) {
			g_propagate_error(error, g_steal_pointer(&failure));
			return FALSE;
		}
		if (database == kdir)
			return fail(kdir, "does not list this file", error);
	}
	return way_of_tree(kdir, module, machine, way, error);
}

void kv_compile_way_stand_in(const char *module, uint16_t machine, kv_compile_way *way)
{
	way_start(way);
	add_dialect(way, machine_of(machine));
	add_names(way, module);
	add_common(way);
	g_ptr_array_add(way->roots, NULL);
}
